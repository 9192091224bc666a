package io.furcula;

import io.furcula.internal.codec.Codec;
import io.furcula.internal.queue.HolderTable;
import io.furcula.internal.queue.RingQueue;
import io.furcula.internal.shared.BlockRef;
import io.furcula.internal.shared.SharedBlock;
import io.furcula.internal.shared.Timeouts;
import io.furcula.internal.start.Self;
import io.furcula.spi.SegmentRef;
import java.io.InvalidObjectException;
import java.io.ObjectInputStream;
import java.io.Serializable;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * One end of a {@link Pipe}: sends and receives whole messages, objects or bytes. Pass one end to a
 * child as an argument and use the other one here.
 *
 * <p>An end belongs to whoever has used it: passing it on without having used it hands it over. When
 * all that had an end have closed it or have ended, the other end learns it: {@link #receive} throws
 * {@link PeerLostException} once no message is left.
 *
 * <p>A sender waits while more than 1 MiB is under way; a single larger message is sent when nothing
 * else is.
 *
 * <p><b>Thread safety:</b> safe for any number of threads and processes; messages of concurrent
 * senders do not mix.
 */
public final class Connection implements AutoCloseable, Serializable {

    private static final long serialVersionUID = 1;

    private static final long CAPACITY_BYTES = 1 << 20;
    private static final long FOREVER = Long.MAX_VALUE;

    /** How often a waiting end looks whether its peer is still there. */
    private static final long PEER_CHECK_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final transient @Nullable RingQueue in;
    private final transient @Nullable RingQueue out;
    private final transient SharedBlock block;
    private final transient int end;
    private final transient HolderTable mine;
    private final transient HolderTable peers;
    private final transient Self owner = Self.current();
    private final transient Set<Self> users = ConcurrentHashMap.newKeySet();

    /** How many ends this process has open of those that use the same rings. */
    private final transient AtomicInteger open;

    private transient volatile boolean closed;
    private transient volatile long lastPeerCheck = System.nanoTime();

    private Connection(
            @Nullable RingQueue in,
            @Nullable RingQueue out,
            SharedBlock block,
            int end,
            AtomicInteger open) {
        this.open = open;
        this.in = in;
        this.out = out;
        this.block = block;
        this.end = end;
        this.mine = new HolderTable(block, end * HolderTable.SIZE_BYTES);
        this.peers = new HolderTable(block, (1 - end) * HolderTable.SIZE_BYTES);
    }

    static Pipe pipe(boolean duplex) {
        SharedBlock block = SharedBlock.allocate(2 * HolderTable.SIZE_BYTES);
        RingQueue toParent = RingQueue.create(RingQueue.UNBOUNDED, CAPACITY_BYTES);
        RingQueue toChild = duplex ? RingQueue.create(RingQueue.UNBOUNDED, CAPACITY_BYTES) : null;
        AtomicInteger open = new AtomicInteger(2);
        return new Pipe(
                new Connection(toParent, toChild, block, 0, open),
                new Connection(toChild, toParent, block, 1, open));
    }

    /**
     * Sends an object, when there is room for it.
     *
     * @param message the object; may be null
     * @throws PeerLostException if nobody has the other end any more; nothing was sent
     * @throws NotTransferableException if it cannot be serialised; nothing was sent
     * @throws UnsupportedOperationException if this end only receives
     * @throws IllegalStateException if this end is closed
     * @throws InterruptedException if interrupted while waiting; nothing was sent
     */
    public void send(@Nullable Object message) throws InterruptedException {
        trySend(message, FOREVER);
    }

    /**
     * Sends an object, if there is room for it in time.
     *
     * @param message the object; may be null
     * @param timeout the longest wait
     * @return whether it was sent
     * @throws PeerLostException if nobody has the other end any more; nothing was sent
     * @throws NotTransferableException if it cannot be serialised; nothing was sent
     * @throws UnsupportedOperationException if this end only receives
     * @throws IllegalStateException if this end is closed
     * @throws InterruptedException if interrupted while waiting; nothing was sent
     */
    public boolean send(@Nullable Object message, Duration timeout) throws InterruptedException {
        return trySend(message, Timeouts.nanos(timeout));
    }

    private boolean trySend(@Nullable Object message, long timeoutNanos)
            throws InterruptedException {
        use();
        RingQueue ring = direction(out, "sends");
        Codec.Outgoing outgoing = Codec.encode(message, "message");
        long start = System.nanoTime();
        while (true) {
            if (peersAreGone()) {
                throw new PeerLostException(
                        "the other end of the pipe is closed: nobody will receive");
            }
            long left = left(timeoutNanos, start);
            if (ring.put(outgoing, Math.min(left, PEER_CHECK_NANOS))) {
                return true;
            }
            checkOpen();
            if (left <= 0) {
                return false;
            }
        }
    }

    /**
     * Receives the next message, when there is one.
     *
     * @return the object; null if null was sent
     * @throws PeerLostException if nobody has the other end any more, and no message is left
     * @throws MessageFormatException if the message cannot be rebuilt here; it is used up
     * @throws UnsupportedOperationException if this end only sends
     * @throws IllegalStateException if this end is closed
     * @throws InterruptedException if interrupted while waiting; nothing was received
     */
    public @Nullable Object receive() throws InterruptedException {
        return tryReceive(FOREVER);
    }

    /**
     * Receives the next message, if there is one in time.
     *
     * @param timeout the longest wait
     * @return the object; null if null was sent
     * @throws TimeoutException if there was none in time
     * @throws PeerLostException if nobody has the other end any more, and no message is left
     * @throws MessageFormatException if the message cannot be rebuilt here; it is used up
     * @throws UnsupportedOperationException if this end only sends
     * @throws IllegalStateException if this end is closed
     * @throws InterruptedException if interrupted while waiting; nothing was received
     */
    public @Nullable Object receive(Duration timeout)
            throws InterruptedException, TimeoutException {
        Object message = tryReceive(Timeouts.nanos(timeout));
        if (message == RingQueue.NOTHING) {
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

    private @Nullable Object tryReceive(long timeoutNanos) throws InterruptedException {
        use();
        RingQueue ring = direction(in, "receives");
        Object next = ring.tryPoll();
        if (next != RingQueue.NOTHING) {
            return next;
        }
        long start = System.nanoTime();
        while (true) {
            long left = left(timeoutNanos, start);
            boolean last =
                    peers.isAbandoned(); // asked before the last look, or a message could be left
            Object message = ring.poll(last ? 0 : Math.min(left, PEER_CHECK_NANOS));
            if (message != RingQueue.NOTHING) {
                return message;
            }
            checkOpen();
            if (last) {
                throw new PeerLostException(
                        "the other end of the pipe is closed, or its process has ended: no more messages");
            }
            if (left <= 0) {
                return RingQueue.NOTHING;
            }
        }
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
        use();
        return !direction(in, "receives").isEmpty();
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
        use();
        RingQueue ring = direction(in, "receives");
        long timeoutNanos = Timeouts.nanos(timeout);
        long start = System.nanoTime();
        while (true) {
            long left = left(timeoutNanos, start);
            if (ring.awaitMessage(Math.min(left, PEER_CHECK_NANOS)) || peers.isAbandoned()) {
                return true;
            }
            checkOpen();
            if (left <= 0) {
                return false;
            }
        }
    }

    /** {@return whether this end is closed here} */
    public boolean isClosed() {
        return closed;
    }

    /**
     * Closes this end for this process: threads that wait on it get {@link IllegalStateException}
     * within 150 ms. The other end learns it once no process has this end any more. Idempotent.
     */
    @Override
    public void close() {
        Self self = Self.current();
        if (self != owner) { // a child that is a thread has its parent's object, and gives up its
            // own use
            if (users.remove(self)) {
                mine.remove(self.word());
            }
            return;
        }
        synchronized (users) {
            if (closed) {
                return;
            }
            closed = true;
        }
        users.forEach(user -> mine.remove(user.word()));
        users.clear();
        if (open.decrementAndGet() == 0) {
            release(in);
            release(out);
        }
    }

    private static void release(@Nullable RingQueue ring) {
        if (ring != null) {
            ring.release();
        }
    }

    @Override
    public String toString() {
        return "Connection["
                + (closed ? "closed" : in == null ? "sends" : out == null ? "receives" : "duplex")
                + "]";
    }

    /** Peers that closed their end are gone at once; those that died, a tenth of a second later. */
    private boolean peersAreGone() {
        if (peers.isEmptied()) {
            return true;
        }
        long now = System.nanoTime();
        if (now - lastPeerCheck < PEER_CHECK_NANOS) {
            return false;
        }
        lastPeerCheck = now;
        return peers.isAbandoned();
    }

    private static long left(long timeoutNanos, long start) {
        return timeoutNanos == FOREVER ? FOREVER : timeoutNanos - (System.nanoTime() - start);
    }

    private static RingQueue direction(@Nullable RingQueue ring, String what) {
        if (ring == null) {
            throw new UnsupportedOperationException("this end of a one-way pipe never " + what);
        }
        return ring;
    }

    private void checkOpen() {
        if (closed) {
            throw new IllegalStateException("this connection is closed");
        }
    }

    /** From its first use on, a child or process has this end, until it closes it or ends. */
    void use() {
        checkOpen();
        Self self = Self.current();
        if (users.add(self)) {
            mine.add(self.word());
            self.onEnd(() -> mine.remove(self.word()));
        }
    }

    private Object writeReplace() {
        checkOpen();
        return new Handle(
                in == null ? null : in.export(),
                out == null ? null : out.export(),
                block.export(),
                end);
    }

    private void readObject(ObjectInputStream in) throws InvalidObjectException {
        throw new InvalidObjectException("a connection is sent as its handle");
    }

    private record Handle(
            @Nullable SegmentRef in, @Nullable SegmentRef out, BlockRef block, int end)
            implements Serializable {
        private static final long serialVersionUID = 1;

        private Object readResolve() {
            Connection connection = new Connection(
                    in == null ? null : RingQueue.attach(in),
                    out == null ? null : RingQueue.attach(out),
                    SharedBlock.attach(block),
                    end,
                    new AtomicInteger(1));
            connection.use(); // who was given an end has it
            return connection;
        }
    }
}
