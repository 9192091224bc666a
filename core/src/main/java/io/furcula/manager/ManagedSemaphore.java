package io.furcula.manager;

import java.time.Duration;

/**
 * A semaphore in a manager's server. What a process has acquired, and not released when it ends, comes back.
 *
 * <p><b>Thread safety:</b> safe for any number of threads and processes.
 */
public interface ManagedSemaphore {

    /**
     * Takes a permit, when there is one.
     *
     * @throws InterruptedException if interrupted while waiting; none was taken
     */
    void acquire() throws InterruptedException;

    /**
     * Takes several permits, when there are as many.
     *
     * @param permits how many, at least 1
     * @throws IllegalArgumentException if it is less than 1
     * @throws InterruptedException if interrupted while waiting; none was taken
     */
    void acquire(int permits) throws InterruptedException;

    /** {@return whether there was a permit, which is taken now} */
    boolean tryAcquire();

    /**
     * Takes a permit, if there is one in time.
     *
     * @param timeout the longest wait
     * @return whether it was taken
     * @throws InterruptedException if interrupted while waiting; none was taken
     */
    boolean tryAcquire(Duration timeout) throws InterruptedException;

    /**
     * Takes several permits, if there are as many in time.
     *
     * @param permits how many, at least 1
     * @param timeout the longest wait
     * @return whether they were taken
     * @throws IllegalArgumentException if it is less than 1
     * @throws InterruptedException if interrupted while waiting; none was taken
     */
    boolean tryAcquire(int permits, Duration timeout) throws InterruptedException;

    /**
     * Gives a permit back.
     *
     * @throws IllegalStateException if it is bounded and has all of them; nothing changes
     */
    void release();

    /**
     * Gives several permits back.
     *
     * @param permits how many, at least 1
     * @throws IllegalArgumentException if it is less than 1
     * @throws IllegalStateException if it is bounded and would have more than all; nothing changes
     */
    void release(int permits);

    /** {@return how many permits there are now} */
    int availablePermits();
}
