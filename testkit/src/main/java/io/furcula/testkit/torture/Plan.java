package io.furcula.testkit.torture;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * What one child does: follows from its seed alone, so that parent and child agree on it without
 * saying more.
 *
 * @param chores its work, in order
 * @param ending how it ends
 * @param code the exit code of {@link Ending#EXIT} and {@link Ending#HALT}
 * @param depth how many generations begin with it: 1 if it has no child of its own
 * @param childBefore which of its chores its own child comes before; counts from 0
 * @param childSeed the seed of its own child
 * @param killAfterMs when {@link Ending#KILLED_BY_PARENT} comes, after its start
 */
record Plan(
        List<Chore> chores,
        Ending ending,
        int code,
        int depth,
        int childBefore,
        long childSeed,
        int killAfterMs) {

    /** Above it are the codes of {@link Endings} that say what went wrong. */
    static final int HIGHEST_CODE = 90;

    private static final int MOST_CHORES = 5;
    private static final int LATEST_KILL_MS = 30;

    Plan {
        chores = List.copyOf(chores);
    }

    /**
     * {@return the seed of one of many}
     *
     * @param seed of all of them
     * @param number which one
     */
    static long seed(long seed, long number) {
        long mixed = seed + (number + 1) * 0x9e3779b97f4a7c15L; // the steps of SplittableRandom
        mixed = (mixed ^ (mixed >>> 30)) * 0xbf58476d1ce4e5b9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94d049bb133111ebL;
        return mixed ^ (mixed >>> 31);
    }

    /**
     * {@return how many generations are to begin with the child that has a seed}
     *
     * @param seed the seed
     * @param most how many there may be, at least 1
     */
    static int depth(long seed, int most) {
        return 1 + new Random(~seed).nextInt(most);
    }

    /**
     * {@return what the child with a seed does}
     *
     * @param seed the seed
     * @param depth how many generations begin with it, at least 1
     */
    static Plan of(long seed, int depth) {
        Random random = new Random(seed);
        List<Chore> chores = new ArrayList<>();
        for (int n = 1 + random.nextInt(MOST_CHORES); n > 0; n--) {
            chores.add(Chore.ALL.get(random.nextInt(Chore.ALL.size())));
        }
        return new Plan(
                chores,
                ending(random),
                random.nextInt(HIGHEST_CODE + 1),
                depth,
                random.nextInt(chores.size() + 1),
                seed(seed, 0),
                random.nextInt(LATEST_KILL_MS + 1));
    }

    private static Ending ending(Random random) {
        int total = 0;
        for (Ending ending : Ending.values()) {
            total += ending.weight;
        }
        int left = random.nextInt(total);
        for (Ending ending : Ending.values()) {
            left -= ending.weight;
            if (left < 0) {
                return ending;
            }
        }
        throw new AssertionError("weights do not add up");
    }

    /** {@return whether the child has a child of its own} */
    boolean nests() {
        return depth > 1;
    }

    /** {@return for example {@code [LOG, child, REGEX], EXIT 7}} */
    @Override
    public String toString() {
        List<String> steps = new ArrayList<>();
        chores.forEach(chore -> steps.add(chore.name()));
        if (nests()) {
            steps.add(childBefore, "child");
        }
        return steps
                + ", "
                + ending
                + (ending == Ending.EXIT || ending == Ending.HALT ? " " + code : "");
    }
}
