package io.furcula.sync;

import io.furcula.Waitable;
import io.furcula.internal.ErrorText;
import io.furcula.internal.shared.SharedLock;
import io.furcula.internal.shared.WaitExplanation;
import java.io.Serializable;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A lock between processes: one word of shared memory. Pass it to a child as an argument, or send it
 * through a queue.
 *
 * <p>Not fair, and not reentrant unless made by {@link #reentrant}. Only the thread that took it can give it back. A
 * holder that was killed is noticed by the next one, who is told once by {@link OwnerDiedException}
 * and holds the lock then.
 *
 * <p><b>Thread safety:</b> safe for any number of threads and processes.
 */
public non-sealed interface Lock extends java.util.concurrent.locks.Lock, Serializable, Waitable {

    /**
     * {@return a new lock, free} Its few bytes live as long as this process.
     *
     * @throws io.furcula.SharedMemoryException if there is no shared memory; nothing is left behind
     */
    static Lock create() {
        return SharedLock.create(false);
    }

    /**
     * {@return a new lock, free, that its holder may take again} It is given back once it was unlocked as
     * often: Python's {@code RLock}. Its few bytes live as long as this process.
     *
     * @throws io.furcula.SharedMemoryException if there is no shared memory; nothing is left behind
     */
    static Lock reentrant() {
        return SharedLock.create(true);
    }

    /**
     * Takes the lock, however long it takes.
     *
     * @throws OwnerDiedException if the last holder died; the lock is held
     * @throws IllegalMonitorStateException if this thread holds it already, and it is not reentrant
     */
    @Override
    void lock();

    /**
     * Takes the lock, unless interrupted.
     *
     * @throws InterruptedException if interrupted while waiting; the lock is not held
     * @throws OwnerDiedException if the last holder died; the lock is held
     * @throws IllegalMonitorStateException if this thread holds it already, and it is not reentrant
     */
    @Override
    void lockInterruptibly() throws InterruptedException;

    /** {@return whether the lock was free, and is now held} Does not look for a holder that died. */
    @Override
    boolean tryLock();

    /**
     * Takes the lock within a time.
     *
     * @param timeout the longest wait; zero or less does not wait
     * @return whether it is held now
     * @throws InterruptedException if interrupted while waiting; the lock is not held
     * @throws OwnerDiedException if the last holder died; the lock is held
     */
    boolean tryLock(Duration timeout) throws InterruptedException;

    @Override
    default boolean tryLock(long time, TimeUnit unit) throws InterruptedException {
        return tryLock(Duration.ofNanos(unit.toNanos(time)));
    }

    /**
     * Gives the lock back.
     *
     * @throws IllegalMonitorStateException if this thread does not hold it; nothing changes
     */
    @Override
    void unlock();

    /**
     * Takes the lock for a block of code: {@code try (var held = lock.hold()) { ... }}.
     *
     * @return gives the lock back when closed
     * @throws InterruptedException if interrupted while waiting; the lock is not held
     * @throws OwnerDiedException if the last holder died; the lock is held, and nothing will give it
     *     back but {@link #unlock()}
     */
    default Held hold() throws InterruptedException {
        lockInterruptibly();
        return this::unlock;
    }

    /**
     * Takes the lock for a block of code, within a time.
     *
     * @param timeout the longest wait
     * @return gives the lock back when closed
     * @throws TimeoutException if the lock was not free in time; it is not held. After half a second or more
     *     its message has the deadlock that this is part of, if it is, see {@link Deadlocks}
     * @throws InterruptedException if interrupted while waiting; the lock is not held
     * @throws OwnerDiedException if the last holder died; the lock is held, and nothing will give it
     *     back but {@link #unlock()}
     */
    default Held hold(Duration timeout) throws InterruptedException, TimeoutException {
        if (!Thread.currentThread().isInterrupted() && tryLock()) {
            return this::unlock;
        }
        try (WaitExplanation why = WaitExplanation.begin()) {
            if (!tryLock(timeout)) {
                throw new TimeoutException(why.append(ErrorText.of(
                        "FUR-404",
                        "The lock was not free within " + timeout + "; it is "
                                + owner().map(o -> "held by thread " + o.thread() + " of process "
                                                + o.pid())
                                        .orElse("free now")
                                + ".")));
            }
        }
        return this::unlock;
    }

    /** {@return whether anyone holds it now} */
    default boolean isLocked() {
        return owner().isPresent();
    }

    /** {@return whether this thread holds it} */
    boolean isHeldByCurrentThread();

    /**
     * {@return a new condition of this lock} Its few bytes live as long as this process.
     *
     * @throws UnsupportedOperationException if it is one of a {@link ReadWriteLock}
     * @throws io.furcula.SharedMemoryException if there is no shared memory; nothing is left behind
     */
    @Override
    Condition newCondition();

    /** {@return who holds it now} It may have died already. */
    Optional<Owner> owner();

    /** A lock that is held; give it back with {@link #close}. */
    @FunctionalInterface
    interface Held extends AutoCloseable {
        @Override
        void close();
    }
}
