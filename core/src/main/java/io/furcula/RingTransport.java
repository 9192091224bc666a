package io.furcula;

import io.furcula.internal.codec.Codec;
import io.furcula.internal.connect.Transport;
import io.furcula.internal.queue.HolderTable;
import io.furcula.internal.queue.RingQueue;
import io.furcula.internal.shared.BlockRef;
import io.furcula.internal.shared.SharedBlock;
import io.furcula.internal.shared.Watch;
import io.furcula.internal.start.Self;
import io.furcula.spi.SegmentRef;
import java.io.Serializable;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * One end of a {@link Pipe}: a ring of messages in shared memory for each direction, and a table of
 * those that have each end.
 */
final class RingTransport implements Transport {

    private static final long CAPACITY_BYTES = 1 << 20;
    private static final long FOREVER = Long.MAX_VALUE;

    /** How often a waiting end looks whether its peer is still there. */
    private static final long PEER_CHECK_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final @Nullable RingQueue in;
    private final @Nullable RingQueue out;
    private final SharedBlock block;
    private final int end;
    private final HolderTable mine;
    private final HolderTable peers;
    private final Self owner = Self.current();
    private final Set<Self> users = ConcurrentHashMap.newKeySet();

    /** How many ends this process has open of those that use the same rings. */
    private final AtomicInteger open;

    private volatile boolean closed;
    private volatile long lastPeerCheck = System.nanoTime();

    private RingTransport(
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
                new Connection(new RingTransport(toParent, toChild, block, 0, open)),
                new Connection(new RingTransport(toChild, toParent, block, 1, open)));
    }

    @Override
    public boolean send(@Nullable Object message, long timeoutNanos) throws InterruptedException {
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

    @Override
    public @Nullable Object receive(long timeoutNanos) throws InterruptedException {
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

    @Override
    public boolean poll() {
        use();
        return !direction(in, "receives").isEmpty();
    }

    @Override
    public boolean poll(long timeoutNanos) throws InterruptedException {
        use();
        RingQueue ring = direction(in, "receives");
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

    @Override
    public Watch watch() {
        RingQueue ring = direction(in, "receives");
        if (!closed) {
            use();
        }
        return ring.watch(
                () -> closed || peers.isEmptied(), living -> peers.isAbandoned(living::isAlive));
    }

    @Override
    public boolean isClosed() {
        return closed;
    }

    @Override
    public void close() {
        Self self = Self.current();
        // a child that is a thread has its parent's object, and gives up its own use
        if (self != owner) {
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
        return closed ? "closed" : in == null ? "sends" : out == null ? "receives" : "duplex";
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
    @Override
    public void use() {
        checkOpen();
        Self self = Self.current();
        if (users.add(self)) {
            mine.add(self.word());
            self.onEnd(() -> mine.remove(self.word()));
        }
    }

    @Override
    public Object handle() {
        checkOpen();
        return new Handle(
                in == null ? null : in.export(),
                out == null ? null : out.export(),
                block.export(),
                end);
    }

    private record Handle(
            @Nullable SegmentRef in, @Nullable SegmentRef out, BlockRef block, int end)
            implements Serializable {
        private static final long serialVersionUID = 1;

        private Object readResolve() {
            RingTransport transport = new RingTransport(
                    in == null ? null : RingQueue.attach(in),
                    out == null ? null : RingQueue.attach(out),
                    SharedBlock.attach(block),
                    end,
                    new AtomicInteger(1));
            transport.use(); // who was given an end has it
            return new Connection(transport);
        }
    }
}
