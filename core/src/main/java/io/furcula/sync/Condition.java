package io.furcula.sync;

import java.io.Serializable;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/**
 * What a process waits for with a {@link Lock}, until another one says that it may have come true: made by
 * {@link Lock#newCondition}. Pass it to a child as an argument, or send it through a queue, alone or with
 * its lock.
 *
 * <p>All but {@link #lock} need the lock, and {@link IllegalMonitorStateException} is thrown without it; who
 * waits has given it up meanwhile. It may wake up without a signal, so look again:
 *
 * <pre>{@code
 * while (!ready.get()) {
 *     condition.await();
 * }
 * }</pre>
 *
 * <p>{@link #signal} wakes one that waits at once, and the others wake up too, within 50 ms: if the one is
 * killed before it has done its part, another one does it. {@link OwnerDiedException} is thrown, with the
 * lock held, by a wait after which the lock's last holder turns out to have died.
 *
 * <p><b>Thread safety:</b> safe for any number of threads and processes. One that is killed while it waits
 * is not waited for.
 */
public interface Condition extends java.util.concurrent.locks.Condition, Serializable {

    /** {@return the lock that it belongs to} */
    Lock lock();

    /**
     * Waits for a signal, within a time.
     *
     * @param timeout the longest wait; zero or less does not wait
     * @return false if the time is over
     * @throws InterruptedException if interrupted, before or while waiting; the lock is held
     */
    boolean await(Duration timeout) throws InterruptedException;

    /**
     * Waits until something is true, within a time.
     *
     * @param ready whether it is; asked with the lock held
     * @param timeout the longest wait; zero or less does not wait
     * @return whether it is
     * @throws InterruptedException if interrupted while waiting; the lock is held
     */
    boolean await(BooleanSupplier ready, Duration timeout) throws InterruptedException;

    /**
     * Wakes some of those that wait.
     *
     * @param most how many at once; the others wake up within 50 ms
     */
    void signal(int most);
}
