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
 * A count of permits between processes: {@link java.util.concurrent.Semaphore} across processes. Pass it
 * to a child as an argument, or send it through a queue.
 *
 * <pre>
 *  state   bytes  field    written by        ordering
 *      +0      8  PERMITS  anyone            compare-and-set
 *      +8      4  LARGE    who waits for     volatile; 1 = someone has waited for more than one
 *                          more than one
 * </pre>
 *
 * <p>Permits have no owner: anyone may release, as often as it likes, and permits that a killed process
 * had acquired are gone with it. For permits that are held, and come back when their holder is killed,
 * take a {@link BoundedSemaphore}. Not fair.
 *
 * <p><b>Thread safety:</b> safe for any number of threads and processes. A process killed at any instant
 * has acquired or released its permits, or has not.
 */
/*
 *            acquire n: cas p -> p - n                release n: cas p -> p + n, raise
 *   [p] -----------------------------> [p - n]    [p] -----------------------------> [p + n]
 *
 * Killed between any two steps:
 *   after it has acquired         the permits are gone with it
 *   after LARGE = 1               LARGE stays 1: a release wakes all that wait, some of them in vain
 *   after the cas of a release    the permits are there, and those who wait see them at the end of their slice
 */
public final class Semaphore extends SharedPrimitive implements Waitable {

    private static final long serialVersionUID = 1;

    private static final int PERMITS = 0;
    private static final int LARGE = 8;
    private static final int STATE_BYTES = 16;

    Semaphore(SharedBlock block) {
        super(Kind.SEMAPHORE, block);
    }

    /**
     * {@return a new semaphore} Its few bytes live as long as this process.
     *
     * @param permits how many there are at first; at least 0
     * @throws io.furcula.SharedMemoryException if there is no shared memory; nothing is left behind
     */
    public static Semaphore create(int permits) {
        if (permits < 0) {
            throw new IllegalArgumentException("permits=" + permits + " is less than 0");
        }
        Semaphore semaphore = new Semaphore(allocate(STATE_BYTES));
        Words.longVolatile(semaphore.words, semaphore.at(PERMITS), permits);
        return semaphore;
    }

    /**
     * Acquires a permit, when there is one.
     *
     * @throws InterruptedException if interrupted, before or while waiting; none is acquired
     */
    public void acquire() throws InterruptedException {
        acquire(1, Deadline.NEVER);
    }

    /**
     * Acquires permits, when there are that many: all at once.
     *
     * @param permits how many; at least 0
     * @throws InterruptedException if interrupted, before or while waiting; none is acquired
     */
    public void acquire(int permits) throws InterruptedException {
        acquire(checked(permits), Deadline.NEVER);
    }

    /** {@return whether there was a permit, which is acquired} */
    public boolean tryAcquire() {
        return take(1);
    }

    /**
     * Acquires permits, if there are that many now.
     *
     * @param permits how many; at least 0
     * @return whether they are acquired
     */
    public boolean tryAcquire(int permits) {
        return take(checked(permits));
    }

    /**
     * Acquires a permit, within a time.
     *
     * @param timeout the longest wait; zero or less does not wait
     * @return whether it is acquired
     * @throws InterruptedException if interrupted, before or while waiting; none is acquired
     */
    public boolean tryAcquire(Duration timeout) throws InterruptedException {
        return acquire(1, Deadline.in(Timeouts.nanos(timeout)));
    }

    /**
     * Acquires permits, all at once, within a time.
     *
     * @param permits how many; at least 0
     * @param timeout the longest wait; zero or less does not wait
     * @return whether they are acquired
     * @throws InterruptedException if interrupted, before or while waiting; none is acquired
     */
    public boolean tryAcquire(int permits, Duration timeout) throws InterruptedException {
        return acquire(checked(permits), Deadline.in(Timeouts.nanos(timeout)));
    }

    private boolean acquire(int permits, Deadline deadline) throws InterruptedException {
        if (!Thread.currentThread().isInterrupted() && take(permits)) {
            return true;
        }
        if (permits > 1) {
            Words.intVolatile(words, at(LARGE), 1); // before it is looked again
            FaultPoint.PERMITS_WANTED.reached();
        }
        return signal.awaitUntil(() -> take(permits), deadline);
    }

    private boolean take(int permits) {
        long there;
        do {
            there = Words.longVolatile(words, at(PERMITS));
            if (there < permits) {
                return false;
            }
        } while (!Words.casLong(words, at(PERMITS), there, there - permits));
        FaultPoint.PERMITS_TAKEN.reached();
        return true;
    }

    /** Releases a permit. Whoever calls it need not have acquired one. */
    public void release() {
        release(1);
    }

    /**
     * Releases permits.
     *
     * @param permits how many; at least 0
     * @throws IllegalStateException if there would be more than 2^31 - 1; nothing changes
     */
    public void release(int permits) {
        long there;
        do {
            there = Words.longVolatile(words, at(PERMITS));
            if (there + checked(permits) > Integer.MAX_VALUE) {
                throw new IllegalStateException(
                        "there would be more than 2147483647 permits: " + there + " + " + permits);
            }
        } while (!Words.casLong(words, at(PERMITS), there, there + permits));
        FaultPoint.PERMITS_RELEASED.reached();
        // One who needs more than these must not be woken instead of one who needs just them.
        boolean large = Words.intVolatile(words, at(LARGE)) != 0;
        signal.raise(large ? Integer.MAX_VALUE : permits);
    }

    /** {@return how many permits there are now} */
    public int availablePermits() {
        return (int) Words.longVolatile(words, at(PERMITS));
    }

    @Override
    Watch watch() {
        return signal.watch(() -> availablePermits() > 0, WordWatch.NOBODY_DIES);
    }

    private static int checked(int permits) {
        if (permits < 0) {
            throw new IllegalArgumentException("permits=" + permits + " is less than 0");
        }
        return permits;
    }

    /** {@return for example {@code Semaphore[2 permits]}} */
    @Override
    public String toString() {
        return "Semaphore[" + availablePermits() + " permits]";
    }
}
