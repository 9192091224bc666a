package io.furcula.manager;

import java.time.Duration;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.TimeoutException;

/**
 * A barrier in a manager's server. It breaks when one that waits there is interrupted, has waited too long,
 * or ends: all others get {@link BrokenBarrierException} then, until {@link #reset}.
 *
 * <p><b>Thread safety:</b> safe for any number of threads and processes.
 */
public interface ManagedBarrier {

    /**
     * Waits until all parties do.
     *
     * @return how many are still to come when this one came, 0 for the last
     * @throws BrokenBarrierException if it is broken, or breaks
     * @throws InterruptedException if interrupted while waiting; it is broken
     */
    int await() throws InterruptedException, BrokenBarrierException;

    /**
     * Waits until all parties do, for a limited time.
     *
     * @param timeout the longest wait
     * @return how many are still to come when this one came, 0 for the last
     * @throws TimeoutException if not all came in time; it is broken
     * @throws BrokenBarrierException if it is broken, or breaks
     * @throws InterruptedException if interrupted while waiting; it is broken
     */
    int await(Duration timeout)
            throws InterruptedException, BrokenBarrierException, TimeoutException;

    /** {@return how many parties there are} */
    int parties();

    /** {@return how many wait now} */
    int waiting();

    /** {@return whether it is broken} */
    boolean isBroken();

    /** Breaks it for those that wait, and makes it as new. */
    void reset();
}
