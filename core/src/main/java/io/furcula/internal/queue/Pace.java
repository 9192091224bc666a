package io.furcula.internal.queue;

/**
 * Keeps a consumer that reads batches from following the producers too closely. One that is as quick as they
 * are finds two or three messages each time, in the lines that they are just writing to, and each side then
 * waits for the other's caches with every message. A few microseconds later there are hundreds, and their
 * lines are at rest.
 *
 * <p>It only waits while messages come so quickly that this pays: no message of a slower stream is held up.
 *
 * <p><b>Thread safety:</b> safe for any number of threads; what it learns from several is a guess.
 */
final class Pace {

    /** Batches of this size are large enough. */
    static final int GOOD_BATCH = 256;

    /** A stream with more time than this between its messages is slow. */
    private static final long SLOW_NANOS = 150;

    private static final long SHORTEST_NANOS = 500;
    private static final long LONGEST_NANOS = 10_000;
    private static final boolean PAYS = Runtime.getRuntime().availableProcessors() > 1;

    private long lastNanos = System.nanoTime();
    private long pauseNanos;

    /** Waits for a moment, if the last batches were small ones of a quick stream. */
    void keep() {
        long pause = pauseNanos;
        if (pause > 0) {
            long until = System.nanoTime() + pause;
            while (System.nanoTime() - until < 0) {
                Thread.onSpinWait();
            }
        }
    }

    /**
     * Looks at a batch.
     *
     * @param taken how many messages it had
     */
    void learn(int taken) {
        long now = System.nanoTime();
        long took = now - lastNanos;
        lastNanos = now;
        if (!PAYS || took > taken * SLOW_NANOS) {
            pauseNanos = 0;
        } else if (taken < GOOD_BATCH) {
            pauseNanos = Math.min(LONGEST_NANOS, Math.max(SHORTEST_NANOS, 2 * pauseNanos));
        } else {
            pauseNanos -= pauseNanos >> 3;
        }
    }
}
