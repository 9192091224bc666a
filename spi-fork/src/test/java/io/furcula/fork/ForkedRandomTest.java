package io.furcula.fork;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.furcula.Context;
import io.furcula.Process;
import io.furcula.Queue;
import io.furcula.testkit.Deadline;
import io.furcula.testkit.LeakCheck;
import io.furcula.testkit.TestJvm;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadLocalRandom;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What is drawn by a parent and its children, each of which has the parent's generators, is never the same. */
@ExtendWith({Deadline.class, LeakCheck.class})
class ForkedRandomTest {

    private static final int SIBLINGS = 8;
    private static final int DRAWS = 4;
    private static final SecureRandom SHARED = new SecureRandom();

    @SuppressWarnings("ImmutableEnumChecker") // what draws is not changed
    enum Source {
        SECURE_RANDOM_OF_THE_PARENT(SHARED::nextLong),
        NEW_SECURE_RANDOM(() -> new SecureRandom().nextLong()),
        STRONG_SECURE_RANDOM(() -> SecureRandom.getInstanceStrong().nextLong()),
        THREAD_LOCAL_RANDOM(() -> ThreadLocalRandom.current().nextLong()),
        THREAD_LOCAL_RANDOM_OF_A_NEW_THREAD(Source::inNewThread),
        MATH_RANDOM(Math::random),
        UUID_RANDOM(UUID::randomUUID),
        NEW_RANDOM(() -> new Random().nextLong()),
        NEW_SPLITTABLE_RANDOM(() -> new SplittableRandom().nextLong()),
        DEFAULT_GENERATOR(() -> RandomGenerator.getDefault().nextLong()),
        COLLECTIONS_SHUFFLE(Source::shuffled);

        private final Callable<?> draw;

        Source(Callable<?> draw) {
            this.draw = draw;
        }

        private static long inNewThread() throws InterruptedException {
            long[] drawn = new long[1];
            Thread thread =
                    new Thread(() -> drawn[0] = ThreadLocalRandom.current().nextLong());
            thread.start();
            thread.join();
            return drawn[0];
        }

        private static String shuffled() {
            List<Integer> numbers =
                    new ArrayList<>(IntStream.range(0, 40).boxed().toList());
            Collections.shuffle(numbers);
            return numbers.toString();
        }
    }

    private static List<String> draws(Callable<?> draw) throws Exception {
        List<String> drawn = new ArrayList<>();
        for (int i = 0; i < DRAWS; i++) {
            drawn.add("" + draw.call());
        }
        return drawn;
    }

    @ParameterizedTest
    @EnumSource
    void parentAndSiblingsNeverDrawTheSame(Source source) throws Exception {
        assertNeverTheSame(source.draw);
    }

    /** Draws in children what it has never drawn itself. */
    static final class FreshParent {
        public static void main(String[] arguments) throws Exception {
            for (int i = 0; i < SIBLINGS; i++) {
                try (Process child =
                        Context.of("fork").process(FreshParent::draw).start()) {
                    child.requireSuccess();
                }
            }
            System.out.println("algorithm " + new SecureRandom().getAlgorithm());
        }

        private static void draw() {
            System.out.println("drawn " + UUID.randomUUID() + new SecureRandom().nextLong());
        }
    }

    @Test
    void secureRandomThatIsFirstUsedInChildrenIsTheirOwn() throws Exception {
        try (TestJvm jvm = TestJvm.start(FreshParent.class, "--enable-native-access=ALL-UNNAMED")) {
            assertEquals("NativePRNG", jvm.awaitLine("algorithm "), "as without us");
            assertEquals(0, jvm.awaitExit());
            List<String> drawn = jvm.output().stream()
                    .filter(line -> line.startsWith("drawn "))
                    .toList();
            assertEquals(SIBLINGS, Set.copyOf(drawn).size(), drawn::toString);
        }
    }

    /** All that this JDK has: their names are known to the repair. */
    static Stream<String> algorithms() {
        return RandomGeneratorFactory.all().map(RandomGeneratorFactory::name);
    }

    @ParameterizedTest
    @MethodSource("algorithms")
    void generatorsOfNoAlgorithmDrawTheSame(String algorithm) throws Exception {
        assertNeverTheSame(() -> RandomGenerator.of(algorithm).nextLong());
    }

    private static void assertNeverTheSame(Callable<?> source) throws Exception {
        Set<String> seen = new HashSet<>(draws(source));
        int count = DRAWS;
        try (Queue<List<String>> answers = Queue.create()) {
            for (int i = 0; i < SIBLINGS; i++) {
                SHARED.nextInt(); // more bytes than these have been read ahead
                seen.addAll(draws(source));
                try (Process child = Forks.start(() -> answers.put(draws(source)))) {
                    seen.addAll(draws(source));
                    Forks.succeeds(child);
                }
                seen.addAll(answers.take());
                count += 3 * DRAWS;
            }
        }
        assertEquals(count, seen.size(), "different ones");
    }
}
