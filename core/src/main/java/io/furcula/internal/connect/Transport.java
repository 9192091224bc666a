package io.furcula.internal.connect;

import io.furcula.internal.queue.RingQueue;
import io.furcula.internal.shared.Watch;
import org.jspecify.annotations.Nullable;

/**
 * What carries the messages of a connection's end. All limits are in nanoseconds; {@code
 * Long.MAX_VALUE} is for ever. What each method throws is said at the connection.
 *
 * <p><b>Thread safety:</b> safe for any number of threads.
 */
public interface Transport extends AutoCloseable {

    /** What {@link #receive} returns when nothing is there, since a message may be null. */
    Object NOTHING = RingQueue.NOTHING;

    /** Says that the calling process has this end, from here on. */
    void use();

    /**
     * Sends an object.
     *
     * @param message the object
     * @param timeoutNanos the longest wait
     * @return whether it was sent
     * @throws InterruptedException if interrupted while waiting; nothing was sent
     */
    boolean send(@Nullable Object message, long timeoutNanos) throws InterruptedException;

    /**
     * Receives an object.
     *
     * @param timeoutNanos the longest wait
     * @return the object, or {@link #NOTHING}
     * @throws InterruptedException if interrupted while waiting; nothing was received
     */
    @Nullable
    Object receive(long timeoutNanos) throws InterruptedException;

    /** {@return whether a message is there now} */
    boolean poll();

    /**
     * Waits for a message, which stays.
     *
     * @param timeoutNanos the longest wait
     * @return whether one is there, or none will come
     * @throws InterruptedException if interrupted while waiting
     */
    boolean poll(long timeoutNanos) throws InterruptedException;

    /** {@return a watch for a message, for the end of them, or for this end to be closed} */
    Watch watch();

    /** {@return whether it is closed here} */
    boolean isClosed();

    /** Closes this end. Idempotent. */
    @Override
    void close();

    /** {@return what stands for this end when it is sent to another process} */
    Object handle();
}
