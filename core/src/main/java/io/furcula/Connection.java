package io.furcula;

import io.furcula.internal.connect.Transport;
import io.furcula.internal.shared.Timeouts;
import io.furcula.internal.shared.Watch;
import java.io.InvalidObjectException;
import java.io.ObjectInputStream;
import java.io.Serializable;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * One end of a {@link Pipe}, or of a connection between a {@link Client} and a {@link Listener}: sends
 * and receives whole messages, objects or bytes.
 *
 * <p>Of a pipe, pass one end to a child as an argument and use the other one here. An end belongs to
 * whoever has used it: passing it on without having used it hands it over. A connection made through a
 * listener belongs to the process that made it, and cannot be sent to another one.
 *
 * <p>When all that had an end have closed it or have ended, the other end learns it: {@link #receive}
 * throws {@link PeerLostException} once no message is left.
 *
 * <p>In a pipe a sender waits while more than 1 MiB is under way, and a single larger message is sent
 * when nothing else is; on a socket it waits while the other side receives nothing. Over a socket a
 * message may have as many bytes as the other side's {@link ConnectionOptions} say, in a pipe 2 GiB.
 *
 * <p><b>Thread safety:</b> safe for any number of threads, a pipe's also of processes; messages of
 * concurrent senders do not mix.
 */
public final class Connection implements AutoCloseable, Serializable, Waitable {

    private static final long serialVersionUID = 1;

    private static final long FOREVER = Long.MAX_VALUE;

    private final transient Transport transport;

    Connection(Transport transport) {
        this.transport = transport;
    }

    /**
     * Sends an object, when there is room for it.
     *
     * @param message the object; may be null
     * @throws PeerLostException if nobody has the other end any more; nothing was sent
     * @throws NotTransferableException if it cannot be serialised, or is too large for the other end;
     *     nothing was sent
     * @throws UnsupportedOperationException if this end only receives
     * @throws IllegalStateException if this end is closed
     * @throws InterruptedException if interrupted while waiting; nothing was sent
     */
    public void send(@Nullable Object message) throws InterruptedException {
        transport.send(message, FOREVER);
    }

    /**
     * Sends an object, if there is room for it in time.
     *
     * @param message the object; may be null
     * @param timeout the longest wait
     * @return whether it was sent
     * @throws PeerLostException if nobody has the other end any more; nothing was sent
     * @throws NotTransferableException if it cannot be serialised, or is too large for the other end;
     *     nothing was sent
     * @throws UnsupportedOperationException if this end only receives
     * @throws IllegalStateException if this end is closed
     * @throws InterruptedException if interrupted while waiting; nothing was sent
     */
    public boolean send(@Nullable Object message, Duration timeout) throws InterruptedException {
        return transport.send(message, Timeouts.nanos(timeout));
    }

    /**
     * Receives the next message, when there is one.
     *
     * @return the object; null if null was sent
     * @throws PeerLostException if nobody has the other end any more, and no message is left
     * @throws MessageFormatException if the message cannot be rebuilt here, or has a class that is not
     *     allowed; it is used up, and the next one can be received
     * @throws UnsupportedOperationException if this end only sends
     * @throws IllegalStateException if this end is closed
     * @throws InterruptedException if interrupted while waiting; nothing was received
     */
    public @Nullable Object receive() throws InterruptedException {
        return transport.receive(FOREVER);
    }

    /**
     * Receives the next message, if there is one in time.
     *
     * @param timeout the longest wait
     * @return the object; null if null was sent
     * @throws TimeoutException if there was none in time
     * @throws PeerLostException if nobody has the other end any more, and no message is left
     * @throws MessageFormatException if the message cannot be rebuilt here, or has a class that is not
     *     allowed; it is used up, and the next one can be received
     * @throws UnsupportedOperationException if this end only sends
     * @throws IllegalStateException if this end is closed
     * @throws InterruptedException if interrupted while waiting; nothing was received
     */
    public @Nullable Object receive(Duration timeout)
            throws InterruptedException, TimeoutException {
        Object message = transport.receive(Timeouts.nanos(timeout));
        if (message == Transport.NOTHING) {
            throw new TimeoutException("no message arrived within " + timeout);
        }
        return message;
    }

    /**
     * Receives the next message, when there is one.
     *
     * @param <T> its type
     * @param type its class
     * @return the object, never null
     * @throws ClassCastException if it is another kind of object, or null; it is used up
     * @throws PeerLostException if nobody has the other end any more, and no message is left
     * @throws InterruptedException if interrupted while waiting; nothing was received
     */
    public <T> T receive(Class<T> type) throws InterruptedException {
        return cast(receive(), type);
    }

    /**
     * Receives the next message, if there is one in time.
     *
     * @param <T> its type
     * @param type its class
     * @param timeout the longest wait
     * @return the object, never null
     * @throws TimeoutException if there was none in time
     * @throws ClassCastException if it is another kind of object, or null; it is used up
     * @throws PeerLostException if nobody has the other end any more, and no message is left
     * @throws InterruptedException if interrupted while waiting; nothing was received
     */
    public <T> T receive(Class<T> type, Duration timeout)
            throws InterruptedException, TimeoutException {
        return cast(receive(timeout), type);
    }

    private static <T> T cast(@Nullable Object message, Class<T> type) {
        if (message == null) {
            throw new ClassCastException("expected a " + type.getName() + ", received null");
        }
        return type.cast(message);
    }

    /**
     * Sends bytes.
     *
     * @param message the bytes
     * @throws PeerLostException if nobody has the other end any more; nothing was sent
     * @throws InterruptedException if interrupted while waiting; nothing was sent
     */
    public void sendBytes(byte[] message) throws InterruptedException {
        send(message);
    }

    /**
     * Sends bytes, if there is room for them in time.
     *
     * @param message the bytes
     * @param timeout the longest wait
     * @return whether they were sent
     * @throws PeerLostException if nobody has the other end any more; nothing was sent
     * @throws InterruptedException if interrupted while waiting; nothing was sent
     */
    public boolean sendBytes(byte[] message, Duration timeout) throws InterruptedException {
        return send(message, timeout);
    }

    /**
     * Receives bytes that {@link #sendBytes} sent.
     *
     * @return the bytes
     * @throws ClassCastException if the message is an object; it is used up
     * @throws PeerLostException if nobody has the other end any more, and no message is left
     * @throws InterruptedException if interrupted while waiting; nothing was received
     */
    public byte[] receiveBytes() throws InterruptedException {
        return receive(byte[].class);
    }

    /**
     * Receives bytes that {@link #sendBytes} sent, if there are any in time.
     *
     * @param timeout the longest wait
     * @return the bytes
     * @throws TimeoutException if there were none in time
     * @throws ClassCastException if the message is an object; it is used up
     * @throws PeerLostException if nobody has the other end any more, and no message is left
     * @throws InterruptedException if interrupted while waiting; nothing was received
     */
    public byte[] receiveBytes(Duration timeout) throws InterruptedException, TimeoutException {
        return receive(byte[].class, timeout);
    }

    /** {@return whether a message is there now} */
    public boolean poll() {
        return transport.poll();
    }

    /**
     * Waits for a message, which stays.
     *
     * @param timeout the longest wait
     * @return whether a message is there; true as well if there is none and none will come, so that
     *     {@link #receive} does not wait
     * @throws InterruptedException if interrupted while waiting
     */
    public boolean poll(Duration timeout) throws InterruptedException {
        return transport.poll(Timeouts.nanos(timeout));
    }

    /** {@return whether this end is closed here} */
    public boolean isClosed() {
        return transport.isClosed();
    }

    /**
     * Closes this end for this process: threads that wait on it get {@link IllegalStateException}
     * within 150 ms. The other end learns it once no process has this end any more. Idempotent.
     */
    @Override
    public void close() {
        transport.close();
    }

    Watch watch() {
        return transport.watch();
    }

    /** A process that was given an end has it before it uses it. */
    void use() {
        transport.use();
    }

    @Override
    public String toString() {
        return "Connection[" + transport + "]";
    }

    private Object writeReplace() {
        return transport.handle();
    }

    private void readObject(ObjectInputStream in) throws InvalidObjectException {
        throw new InvalidObjectException("a connection is sent as its handle");
    }
}
