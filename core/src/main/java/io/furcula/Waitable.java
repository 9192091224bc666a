package io.furcula;

import io.furcula.sync.BoundedSemaphore;
import io.furcula.sync.CountDownLatch;
import io.furcula.sync.Event;
import io.furcula.sync.Lock;
import io.furcula.sync.Semaphore;

/**
 * What can be waited for together with others, by a {@link Waiter}. It is <em>ready</em> as long as the call
 * that would wait for it would not:
 *
 * <table>
 * <caption>When each is ready</caption>
 * <tr><th>kind</th><th>ready</th></tr>
 * <tr><td>{@link Queue}</td><td>a message can be taken, or it is closed</td></tr>
 * <tr><td>{@link Connection}</td><td>a whole message can be received; or none will come, since all that had the
 *     other end have closed it or have ended; or it is closed here</td></tr>
 * <tr><td>{@link Listener}</td><td>a client that has the key can be accepted, or it is closed</td></tr>
 * <tr><td>{@link Process}</td><td>it has ended</td></tr>
 * <tr><td>{@link Event}</td><td>it is set</td></tr>
 * <tr><td>{@link CountDownLatch}</td><td>its count is 0</td></tr>
 * <tr><td>{@link Semaphore}, {@link BoundedSemaphore}</td><td>there is a permit; of the bounded one also if its
 *     holder is dead, and {@link BoundedSemaphore#tryAcquire(java.time.Duration) tryAcquire} with any time, also zero,
 *     brings it back</td></tr>
 * <tr><td>{@link Lock}</td><td>it is free; or its holder is dead, and {@link Lock#lock} or
 *     {@link Lock#tryLock(java.time.Duration) tryLock} with a time of 100 ms takes it over</td></tr>
 * </table>
 *
 * <p>A {@link io.furcula.sync.Condition Condition} and a {@link io.furcula.sync.Barrier Barrier} have no state
 * that lasts, so they are no such things.
 */
public sealed interface Waitable
        permits Queue,
                Connection,
                Listener,
                Process,
                Event,
                CountDownLatch,
                Semaphore,
                BoundedSemaphore,
                Lock {}
