package io.furcula.stress;

import java.time.Duration;
import org.jetbrains.lincheck.datastructures.StressOptions;

/**
 * Runs histories of operations that several threads do at once, each of them many times, and compares what they
 * result in with what the same operations can result in one after the other.
 *
 * <p>{@code -Dfurcula.stress=N} makes N times as many histories.
 */
final class Histories {

    /** Long enough to sleep, and short enough for a history with several waits. */
    static final Duration MOMENT = Duration.ofNanos(50_000);

    static final int FACTOR = Integer.getInteger("furcula.stress", 1);

    private static final int HISTORIES = 12;
    private static final int TIMES = 300;

    private Histories() {}

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
