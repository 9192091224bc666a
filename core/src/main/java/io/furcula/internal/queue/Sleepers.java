package io.furcula.internal.queue;

import io.furcula.internal.shared.Wait;
import io.furcula.internal.shared.WaitKind;
import io.furcula.internal.shared.Words;
import io.furcula.spi.Region;
import java.nio.ByteBuffer;
import java.util.function.BooleanSupplier;

/**
 * Those who wait on one side of a queue, in all processes: takers for a put, putters for a take.
 *
 * <p><b>Thread safety:</b> safe for any number of threads and processes.
 */
/*
 *   sleeper                                     the other side
 *     set ASLEEP                                  COUNT + 1
 *     look again: something to do? -- yes: done   a full fence
 *     await COUNT                                 ASLEEP set? -- clear it, wake one
 *     woken: set ASLEEP, for others may be asleep;
 *            wake one of them if there is work left
 *
 * ASLEEP is a hint. A sleeper that is killed leaves it set, which costs one needless wake; one that is
 * killed between being woken and setting it, or a waker that is killed before its wake, leaves others
 * asleep, who look again at the end of their slice (Region.SLICE_MS).
 */
final class Sleepers {

    private static final long FOREVER = Long.MAX_VALUE;
    private static final int SPINS = Runtime.getRuntime().availableProcessors() > 1 ? 200 : 0;

    private final Region region;
    private final ByteBuffer words;
    private final int asleepOffset;
    private final int countOffset;
    private final BooleanSupplier closed;
    private final WaitKind waitedFor;

    /**
     * One side's sleepers.
     *
     * @param region the queue's header
     * @param asleepOffset where their flag is
     * @param countOffset where the count is that they wait for
     * @param closed whether there is nothing to wait for any more
     */
    Sleepers(Region region, int asleepOffset, int countOffset, BooleanSupplier closed) {
        this.region = region;
        this.words = region.bytes();
        this.asleepOffset = asleepOffset;
        this.countOffset = Words.lowHalf(countOffset);
        this.closed = closed;
        this.waitedFor = countOffset == QueueLayout.PUT_COUNT_OFFSET
                ? WaitKind.QUEUE_TAKE
                : WaitKind.QUEUE_PUT;
    }

    /**
     * Waits while there is nothing to do: spins a little, then sleeps.
     *
     * @return false if the time is over, and there still is nothing to do
     */
    boolean await(BooleanSupplier nothingToDo, long timeoutNanos, long start)
            throws InterruptedException {
        for (int i = 0; i < SPINS; i++) {
            if (!nothingToDo.getAsBoolean()) {
                return true;
            }
            Thread.onSpinWait();
        }
        while (!closed.getAsBoolean()) {
            if (Thread.interrupted()) {
                throw new InterruptedException("interrupted while waiting on a queue");
            }
            long left = left(timeoutNanos, start);
            if (left <= 0) {
                return !nothingToDo.getAsBoolean();
            }
            Words.intVolatile(words, asleepOffset, 1);
            int seen = Words.intVolatile(words, countOffset);
            if (!nothingToDo.getAsBoolean()) {
                return true;
            }
            Wait.sleep(waitedFor, region, countOffset, seen, left, closed);
            if (!nothingToDo.getAsBoolean()) {
                return true;
            }
        }
        return true;
    }

    private static long left(long timeoutNanos, long start) {
        return timeoutNanos == FOREVER ? FOREVER : timeoutNanos - (System.nanoTime() - start);
    }

    /** Called by the other side, after it has counted and fenced. */
    void wakeOne() {
        if (Words.intVolatile(words, asleepOffset) != 0) {
            Words.intVolatile(words, asleepOffset, 0);
            region.wake(countOffset, 1);
        }
    }

    /** Called by one that may have been asleep, once it has done its work. */
    void wakeAnother(boolean workLeft) {
        Words.intVolatile(words, asleepOffset, 1);
        if (workLeft) {
            wakeOne();
        }
    }

    /** Called when there is nothing to wait for any more. */
    void wakeAll() {
        Words.intVolatile(words, asleepOffset, 0);
        region.wake(countOffset, Integer.MAX_VALUE);
    }
}
