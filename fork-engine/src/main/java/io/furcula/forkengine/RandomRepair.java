package io.furcula.forkengine;

import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/**
 * Gives a child random numbers of its own: from the JDK's own generators it gets neither those that its
 * parent goes on to get nor those of a sibling. A generator object of the application is a copy, and
 * repeats; but for those of {@link SecureRandomRepair}.
 */
final class RandomRepair {

    private static final String ATOMIC = "Ljava/util/concurrent/atomic/AtomicLong;";

    private static final List<HiddenField> SEEDS = List.of(
            HiddenField.ofClass(ThreadLocalRandom.class, "seeder", ATOMIC),
            HiddenField.ofClass(Random.class, "seedUniquifier", ATOMIC),
            HiddenField.ofClass(SplittableRandom.class, "defaultGen", ATOMIC));

    /** A thread's generator is seeded when this is 0. */
    private static final HiddenField PROBE =
            HiddenField.of(Thread.class, "threadLocalRandomProbe", "I");

    private static final HiddenField MATH_RANDOM = HiddenField.ofClass(
            Jdk.named("java.lang.Math$RandomNumberGeneratorHolder"),
            "randomNumberGenerator",
            "Ljava/util/Random;");

    private RandomRepair() {}

    /** Collections.shuffle(list). */
    private static final HiddenField SHUFFLE =
            HiddenField.ofClass(Collections.class, "r", "Ljava/util/Random;");

    /** Where RandomGenerator.of(name) begins; each algorithm has its own. */
    private static final List<HiddenField> ALGORITHMS = algorithms();

    /** By name: to ask RandomGeneratorFactory for all takes 30 ms of a first start. */
    private static List<HiddenField> algorithms() {
        return Stream.of(
                        "L128X1024MixRandom.defaultGen",
                        "L128X128MixRandom.defaultGen",
                        "L128X256MixRandom.defaultGen",
                        "L32X64MixRandom.defaultGen",
                        "L64X1024MixRandom.defaultGen",
                        "L64X128MixRandom.defaultGen",
                        "L64X128StarStarRandom.defaultGen",
                        "L64X256MixRandom.defaultGen",
                        "Xoroshiro128PlusPlus.defaultGen",
                        "Xoshiro256PlusPlus.DEFAULT_GEN")
                .map(name -> name.split("\\."))
                .map(name -> HiddenField.ofClass(algorithm(name[0]), name[1], ATOMIC))
                .toList();
    }

    /** A class of the module jdk.random, or from JDK 23 on of java.base. */
    private static Class<?> algorithm(String name) {
        try {
            return Class.forName("jdk.random." + name, true, ClassLoader.getSystemClassLoader());
        } catch (ClassNotFoundException e) {
            return Jdk.named("jdk.internal.random." + name);
        }
    }

    /** In the child, before any other thread runs. */
    static void run(Iterable<Thread> threads) {
        seed(SEEDS);
        seed(ALGORITHMS);
        for (Thread thread : threads) {
            PROBE.setInt(thread, 0);
        }
        if (MATH_RANDOM.get() instanceof Random random) {
            random.setSeed(Shim.entropy0());
        }
        if (SHUFFLE.get() instanceof Random random) {
            random.setSeed(Shim.entropy0());
        }
        SecureRandomRepair.run();
    }

    private static void seed(List<HiddenField> fields) {
        for (HiddenField field : fields) {
            if (field.get() instanceof AtomicLong seed) {
                seed.set(Shim.entropy0());
            }
        }
    }
}
