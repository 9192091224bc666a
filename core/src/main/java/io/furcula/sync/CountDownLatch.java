package io.furcula.sync;

import io.furcula.Waitable;
import io.furcula.internal.shared.Deadline;
import io.furcula.internal.shared.FaultPoint;
import io.furcula.internal.shared.SharedBlock;
import io.furcula.internal.shared.Timeouts;
import io.furcula.internal.shared.Watch;
import io.furcula.internal.shared.WordWatch;
import io.furcula.internal.shared.Words;
import java.time.Duration;

/**
 * A count between processes that goes down to zero once: {@link java.util.concurrent.CountDownLatch}
 * across processes. Pass it to a child as an argument, or send it through a queue.
 *
 * <pre>
 *  state   bytes  field  written by   ordering
 *      +0      8  COUNT  anyone       compare-and-set
 * </pre>
 *
 * <p>A process that is killed before it has counted down has not: those who wait go on waiting, so give
 * them a {@link Duration} or wait for the process, too.
 *
 * <p><b>Thread safety:</b> safe for any number of threads and processes.
 */
/*
 *   [n] --cas n -> n - 1--> [n - 1] ... [1] --cas 1 -> 0, raise--> [OPEN 0]
 *
 * Killed between the last one and the raise: it is open, and those who wait see it at the end of their slice.
 */
public final class CountDownLatch extends SharedPrimitive implements Waitable {

    private static final long serialVersionUID = 1;

    private static final int COUNT = 0;

    CountDownLatch(SharedBlock block) {
        super(Kind.COUNT_DOWN_LATCH, block);
    }

    /**
     * {@return a new latch} Its few bytes live as long as this process.
     *
     * @param count how often {@link #countDown} is to be called; at least 0
     * @throws io.furcula.SharedMemoryException if there is no shared memory; nothing is left behind
     */
    public static CountDownLatch create(long count) {
        if (count < 0) {
            throw new IllegalArgumentException("count=" + count + " is less than 0");
        }
        CountDownLatch latch = new CountDownLatch(allocate(Long.BYTES));
        Words.longVolatile(latch.words, latch.at(COUNT), count);
        return latch;
    }

    /** Counts down; wakes all who wait if that makes the count 0. Does nothing if it is 0. */
    public void countDown() {
        long count;
        do {
            count = getCount();
            if (count == 0) {
                return;
            }
        } while (!Words.casLong(words, at(COUNT), count, count - 1));
        if (count == 1) {
            FaultPoint.LATCH_OPENED.reached();
            signal.raise(Integer.MAX_VALUE);
        }
    }

    /** {@return how often {@link #countDown} is still to be called} */
    public long getCount() {
        return Words.longVolatile(words, at(COUNT));
    }

    /**
     * Waits until the count is 0.
     *
     * @throws InterruptedException if interrupted, before or while waiting
     */
    public void await() throws InterruptedException {
        signal.awaitUntil(this::isOpen, Deadline.NEVER);
    }

    /**
     * Waits until the count is 0, within a time.
     *
     * @param timeout the longest wait; zero or less does not wait
     * @return whether it is
     * @throws InterruptedException if interrupted, before or while waiting
     */
    public boolean await(Duration timeout) throws InterruptedException {
        return signal.awaitUntil(this::isOpen, Deadline.in(Timeouts.nanos(timeout)));
    }

    private boolean isOpen() {
        return getCount() == 0;
    }

    @Override
    Watch watch() {
        return signal.watch(this::isOpen, WordWatch.NOBODY_DIES);
    }

    /** {@return for example {@code CountDownLatch[3 to go]}} */
    @Override
    public String toString() {
        return "CountDownLatch[" + getCount() + " to go]";
    }
}
