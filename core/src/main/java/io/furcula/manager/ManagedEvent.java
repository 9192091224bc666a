package io.furcula.manager;

import java.time.Duration;

/**
 * An event in a manager's server: not set, or set.
 *
 * <p><b>Thread safety:</b> safe for any number of threads and processes.
 */
public interface ManagedEvent {

    /** {@return whether it is set} */
    boolean isSet();

    /** Sets it: all that wait go on. */
    void set();

    /** Makes it not set. */
    void clear();

    /**
     * Waits until it is set.
     *
     * @throws InterruptedException if interrupted while waiting
     */
    void await() throws InterruptedException;

    /**
     * Waits until it is set, for a limited time.
     *
     * @param timeout the longest wait
     * @return whether it was
     * @throws InterruptedException if interrupted while waiting
     */
    boolean await(Duration timeout) throws InterruptedException;
}
