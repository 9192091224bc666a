package io.furcula.stress;

import io.furcula.internal.shared.FaultPoint;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import org.jetbrains.lincheck.datastructures.StressOptions;

/**
 * Runs histories of operations that several threads do at once, each of them many times, and compares what they
 * result in with what the same operations can result in one after the other. Threads stay for a while at some of
 * the steps of the protocols.
 *
 * <p>{@code -Dfurcula.stress=N} makes N times as many histories.
 */
final class Histories {

    /** Long enough to sleep, and short enough for a history with several waits. */
    static final Duration MOMENT = Duration.ofNanos(50_000);

    static final int FACTOR = Integer.getInteger("furcula.stress", 1);

    private static final int HISTORIES = 10;
    private static final int TIMES = 250;

    /** Of this many steps of a protocol, a thread stays at one for a while. */
    private static final int RARITY = 16;

    private static final int LONGEST_STAY = 400;

    static {
        visitSteps();
    }

    private Histories() {}

    /** Has all threads stay now and then. */
    static void visitSteps() {
        FaultPoint.visit(step -> stay(RARITY, LONGEST_STAY));
    }

    /** Between two stores of one thread there is hardly ever time for another one's. */
    static void stay(int rarity, int longest) {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        if (random.nextInt(rarity) == 0) {
            for (int pause = random.nextInt(longest); pause > 0; pause--) {
                Thread.onSpinWait();
            }
        }
    }

    /**
     * Fails with the shortest history found that has no order, if there is one.
     *
     * @param operations has them; an object of it is made for each run of a history
     * @param specification has the same ones, for one thread
     * @param threads how many at once
     */
    static void check(Class<?> operations, Class<?> specification, int threads) {
        check(operations, specification, threads, 1);
    }

    /**
     * As {@link #check}, for operations that are told by which thread they are done. That is only right for those
     * that are done at once: Lincheck has the ones before and after done by one of the threads under another number.
     */
    static void checkByThread(Class<?> operations, Class<?> specification, int threads) {
        check(operations, specification, threads, 0);
    }

    private static void check(
            Class<?> operations, Class<?> specification, int threads, int beforeAndAfter) {
        new StressOptions()
                .iterations(HISTORIES * FACTOR)
                .invocationsPerIteration(TIMES)
                .threads(threads)
                .actorsBefore(beforeAndAfter)
                .actorsPerThread(3)
                .actorsAfter(beforeAndAfter)
                .sequentialSpecification(specification)
                .check(operations);
    }
}
