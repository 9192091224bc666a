package io.furcula.testkit.torture;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class PlanTest {

    private static final int MANY = 2000;

    private static List<Plan> plans(long seed, int depth) {
        return LongStream.range(0, MANY)
                .mapToObj(i -> Plan.of(Plan.seed(seed, i), depth))
                .toList();
    }

    @Test
    void sameSeedGivesTheSameChildren() {
        assertThat(plans(1, 3)).isEqualTo(plans(1, 3)).isNotEqualTo(plans(2, 3));
    }

    /** Also in another JVM, of another version: a failure is to be had again from its seed. */
    @Test
    void seedGivesTheSameChildForEver() {
        assertThat(Plan.seed(1, 0)).isEqualTo(-7995527694508729151L);
        assertThat(Plan.of(Plan.seed(1, 0), 3))
                .hasToString("[REGEX, LOG, child, LOAD_CLASSES, OWN_POOL], RETURN");
    }

    @Test
    void seedsOfManyAllDiffer() {
        Set<Long> seeds = new HashSet<>();
        for (long i = -10; i < MANY; i++) {
            seeds.add(Plan.seed(1, i));
        }
        assertThat(seeds).hasSize(MANY + 10);
    }

    @Test
    void amongManyIsEveryChoreEveryEndingAndEveryDepth() {
        Set<Chore> chores = EnumSet.noneOf(Chore.class);
        Set<Ending> endings = EnumSet.noneOf(Ending.class);
        Set<Integer> depths = new HashSet<>();
        for (long i = 0; i < MANY; i++) {
            long seed = Plan.seed(3, i);
            Plan plan = Plan.of(seed, 1);
            chores.addAll(plan.chores());
            endings.add(plan.ending());
            depths.add(Plan.depth(seed, 3));
        }
        assertThat(chores).containsExactly(Chore.values());
        assertThat(endings).containsExactly(Ending.values());
        assertThat(depths).containsExactlyInAnyOrder(1, 2, 3);
    }

    @Test
    void codesOfExitsAreNoneThatMeanSomethingElse() {
        for (Plan plan : plans(4, 1)) {
            assertThat(plan.code())
                    .isBetween(0, Plan.HIGHEST_CODE)
                    .isNotIn(Endings.CHILD_WRONG, Endings.CHILD_REFUSED, Endings.RUNS_PARENTS_TASK);
        }
    }

    @Test
    void generationsComeToAnEnd() {
        ChildTask first = new ChildTask("fork", 5, 3, 15, "folder", true);
        ChildTask second = first.child();
        ChildTask third = second.child();
        assertThat(second.plan().nests()).isTrue();
        assertThat(third.plan().nests()).isFalse();
        assertThat(List.of(first.seed(), second.seed(), third.seed())).doesNotHaveDuplicates();
        assertThat(first.child()).isEqualTo(second);
    }

    @Test
    void everyDisturbanceHasAThreadHoweverManyThereAre() {
        for (int count : new int[] {1, 4, 12, 16, 40}) {
            Set<Disturbance> kinds = EnumSet.noneOf(Disturbance.class);
            IntStream.range(0, count).forEach(i -> {
                assertThat(Disturbers.kinds(i, count)).isNotEmpty();
                kinds.addAll(Disturbers.kinds(i, count));
            });
            assertThat(kinds).containsExactly(Disturbance.values());
        }
    }

    @Test
    void percentileIsTheSmallestThatSoManyAreNotAbove() {
        List<Long> sorted = Arrays.asList(10L, 20L, 30L, 40L);
        assertThat(Tally.percentile(sorted, 50)).isEqualTo(20);
        assertThat(Tally.percentile(sorted, 99)).isEqualTo(40);
        assertThat(Tally.percentile(sorted, 100)).isEqualTo(40);
        assertThat(Tally.percentile(List.of(), 50)).isZero();
    }
}
