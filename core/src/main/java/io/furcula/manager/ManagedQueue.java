package io.furcula.manager;

import java.time.Duration;
import java.util.concurrent.BlockingQueue;

/**
 * A queue in a manager's server, which knows how much of what was put is not done yet: Python's {@code
 * Queue} and {@code JoinableQueue} of a manager.
 *
 * <p>An element that is taken by a process that is killed before it has received it stays in the queue.
 * Iterators are of a copy.
 *
 * <p><b>Thread safety:</b> safe for any number of threads and processes.
 *
 * @param <E> the elements' type
 */
public interface ManagedQueue<E> extends BlockingQueue<E> {

    /**
     * Says that an element that was taken is done with.
     *
     * @throws IllegalStateException if as many are done as were put
     */
    void taskDone();

    /**
     * Waits until all that was put is done.
     *
     * @throws InterruptedException if interrupted while waiting
     */
    void join() throws InterruptedException;

    /**
     * Waits until all that was put is done, for a limited time.
     *
     * @param timeout the longest wait
     * @return whether it is
     * @throws InterruptedException if interrupted while waiting
     */
    boolean join(Duration timeout) throws InterruptedException;
}
