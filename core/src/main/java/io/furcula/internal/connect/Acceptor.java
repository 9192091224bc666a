package io.furcula.internal.connect;

import io.furcula.internal.ErrorText;
import io.furcula.internal.shared.Deadline;
import io.furcula.internal.shared.Polling;
import io.furcula.internal.shared.Watch;
import io.furcula.internal.start.AfterFork;
import io.furcula.internal.start.Self;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A socket that is listened on. Shakes hands with many clients at once, so that one that says nothing
 * keeps nobody waiting; with nobody while no thread waits for a connection.
 *
 * <p><b>Thread safety:</b> safe for any number of threads; one of those that wait does the work for all.
 */
public final class Acceptor {

    /** How long a client may take for the handshake, in milliseconds, of the time that somebody accepts. */
    public static final long HANDSHAKE_LIMIT_MS = 10_000;

    private static final int BACKLOG = 128;

    /** At once; others wait in the kernel's queue meanwhile. */
    private static final int MOST_HANDSHAKES = 128;

    private static final long CROWDED_LIMIT_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    private static final long LOOK_MS = 1000;
    private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    private static final System.Logger LOG = System.getLogger("io.furcula.connection");

    private final ServerSocketChannel server;
    private final Selector selector;
    private final SelectionKey serverKey;
    private final @Nullable SocketFile file;
    private final SocketAddress address;
    private final Terms terms;
    private final long handshakeLimitNanos;

    private final ReentrantLock accepting = new ReentrantLock();
    private final Deque<Greeting> greetings = new ArrayDeque<>();
    private final Deque<Greeting> ready = new ArrayDeque<>();
    private final Self owner = Self.current();
    private final Self ownerJvm = Self.jvm();
    private long pausedAt = System.nanoTime();
    private volatile boolean closed;

    private Acceptor(
            ServerSocketChannel server,
            Selector selector,
            SelectionKey serverKey,
            @Nullable SocketFile file,
            SocketAddress address,
            Terms terms,
            long handshakeLimitMs) {
        this.server = server;
        this.selector = selector;
        this.serverKey = serverKey;
        this.file = file;
        this.address = address;
        this.terms = terms;
        this.handshakeLimitNanos = TimeUnit.MILLISECONDS.toNanos(handshakeLimitMs);
    }

    /**
     * A new connection.
     *
     * @param transport what carries its messages
     * @param peer the client's address
     */
    public record Accepted(Transport transport, SocketAddress peer) {}

    /** A client that has not proved yet that it has the key. */
    private final class Greeting {
        private final SocketChannel channel;
        private final Handshake handshake = Handshake.listener(terms);
        private long began = System.nanoTime();

        Greeting(SocketChannel channel) {
            this.channel = channel;
        }

        String peerName() {
            try {
                SocketAddress peer = channel.getRemoteAddress();
                return peer instanceof InetSocketAddress ? peer.toString() : "a client";
            } catch (IOException e) {
                return "a client";
            }
        }

        /** Its connection belongs to whoever accepts it. */
        Accepted accepted() throws IOException {
            return new Accepted(
                    new SocketTransport(
                            channel, peerName() + " of " + name(), terms, handshake.peerMaxBytes()),
                    channel.getRemoteAddress());
        }

        /** {@return whether the handshake is done} */
        boolean proceed() throws IOException, HandshakeException {
            int n;
            while ((n = channel.read(handshake.incoming())) > 0) {
                try {
                    handshake.received();
                } finally {
                    channel.write(handshake.outgoing()); // so little always fits
                }
                if (handshake.isDone()) {
                    return true;
                }
            }
            if (n < 0) {
                throw new EOFException("it closed the connection");
            }
            return false;
        }

        long leftNanos() {
            return began + limitNanos() - System.nanoTime();
        }
    }

    /** Where others wait for a place, who says nothing gets less time. */
    private long limitNanos() {
        return isFull() ? Math.min(CROWDED_LIMIT_NANOS, handshakeLimitNanos) : handshakeLimitNanos;
    }

    private boolean isFull() {
        return greetings.size() >= MOST_HANDSHAKES;
    }

    /**
     * Listens.
     *
     * @param address where
     * @param terms on what terms
     * @param handshakeLimitMs how long a client may take for the handshake
     * @return the socket
     * @throws IOException if that cannot be; nothing is left behind
     */
    public static Acceptor open(SocketAddress address, Terms terms, long handshakeLimitMs)
            throws IOException {
        boolean unix = address instanceof UnixDomainSocketAddress;
        ServerSocketChannel server = unix
                ? ServerSocketChannel.open(StandardProtocolFamily.UNIX)
                : ServerSocketChannel.open();
        AfterFork.silence(server);
        SocketFile file = null;
        Selector selector = null;
        try {
            server.configureBlocking(false);
            if (address instanceof UnixDomainSocketAddress named) {
                file = SocketFile.bind(server, named.getPath(), BACKLOG);
            } else {
                server.bind(address, BACKLOG);
            }
            selector = Selector.open();
            return new Acceptor(
                    server,
                    selector,
                    server.register(selector, SelectionKey.OP_ACCEPT),
                    file,
                    unix ? address : server.getLocalAddress(),
                    terms,
                    handshakeLimitMs);
        } catch (IOException | RuntimeException e) {
            if (selector != null) {
                selector.close();
            }
            server.close();
            if (file != null) {
                file.remove();
            }
            throw e;
        }
    }

    /** {@return where it listens} */
    public SocketAddress address() {
        return address;
    }

    /**
     * Waits for a client that has the key.
     *
     * @param timeoutNanos the longest wait
     * @return the connection, or null if there is none in time, or it is closed
     * @throws IOException if the system takes no connection, for example for want of descriptors
     * @throws InterruptedException if interrupted while waiting
     */
    public @Nullable Accepted accept(long timeoutNanos) throws IOException, InterruptedException {
        refuseCopy();
        Deadline deadline = Deadline.in(timeoutNanos);
        if (!SocketTransport.lock(accepting, deadline)) {
            return null;
        }
        try {
            long paused = System.nanoTime() - pausedAt;
            greetings.forEach(g -> g.began += paused); // that was not the clients' fault
            while (!closed) {
                Greeting next = ready.poll();
                if (next != null) {
                    return next.accepted();
                }
                if (work()) {
                    continue;
                }
                if (deadline.isOver()) {
                    return null;
                }
                await(deadline);
            }
            return null;
        } finally {
            pausedAt = System.nanoTime();
            accepting.unlock();
        }
    }

    private void refuseCopy() {
        if (Self.jvm() != ownerJvm) {
            throw new IllegalStateException(ErrorText.of(
                            "FUR-506",
                            "This listener on "
                                    + name()
                                    + " belongs to the process that this one is a copy of.")
                    .remedy("a listener of the child's own")
                    .toString());
        }
    }

    /** {@return a watch for a client that has the key, which shakes hands meanwhile, or for it to be closed} */
    public Watch watch() {
        refuseCopy();
        return new AcceptWatch();
    }

    /** As long as another thread accepts, clients are that one's: looks again at the end of a slice. */
    private final class AcceptWatch implements Watch {
        private final Set<SelectableChannel> armed = new HashSet<>();

        @Override
        public boolean isReady() {
            if (closed || !accepting.tryLock()) {
                return closed;
            }
            try {
                long paused = System.nanoTime() - pausedAt;
                if (paused > TimeUnit.MILLISECONDS.toNanos(LOOK_MS)) { // nobody watched before
                    greetings.forEach(g -> g.began += paused);
                }
                return closed || !ready.isEmpty() || work();
            } catch (IOException e) {
                return true; // who accepts is told
            } finally {
                pausedAt = System.nanoTime();
                accepting.unlock();
            }
        }

        @Override
        public void arm(Runnable bell) {
            if (!accepting.tryLock()) {
                return;
            }
            try {
                if (!isFull()) {
                    arm(server, SelectionKey.OP_ACCEPT, bell);
                }
                greetings.forEach(g -> arm(g.channel, SelectionKey.OP_READ, bell));
            } finally {
                accepting.unlock();
            }
        }

        private void arm(SelectableChannel channel, int operation, Runnable bell) {
            armed.add(channel);
            SocketBells.arm(channel, operation, bell);
        }

        @Override
        public void disarm(Runnable bell) {
            armed.forEach(channel -> SocketBells.disarm(channel, bell));
            armed.clear();
        }
    }

    private void await(Deadline deadline) throws IOException, InterruptedException {
        long left = Math.min(deadline.leftNanos(), TimeUnit.MILLISECONDS.toNanos(LOOK_MS));
        Greeting oldest = greetings.peek();
        if (oldest != null) {
            left = Math.min(left, oldest.leftNanos());
        }
        if (left > 0 && Polling.isNeeded()) {
            LockSupport.parkNanos(Math.min(left, POLL_NANOS));
        } else if (left > 0) {
            selector.select(Readiness.millis(left));
        }
        if (Thread.interrupted()) {
            throw new InterruptedException("interrupted while waiting for a connection");
        }
    }

    /** {@return whether a connection is ready} */
    private boolean work() throws IOException {
        selector.selectNow();
        List<SelectionKey> keys = new ArrayList<>(selector.selectedKeys());
        selector.selectedKeys().clear();
        boolean isCalled = false;
        int before = ready.size();
        for (SelectionKey key : keys) {
            if (!(key.attachment() instanceof Greeting greeting)) {
                isCalled = true;
            } else if (proceed(greeting)) {
                key.cancel();
                greetings.remove(greeting);
                ready.add(greeting);
            }
        }
        for (Greeting oldest = greetings.peek();
                oldest != null && oldest.leftNanos() <= 0;
                oldest = greetings.peek()) {
            giveUp(
                    oldest,
                    "it took longer than " + TimeUnit.NANOSECONDS.toMillis(limitNanos()) + " ms");
        }
        if (ready.size() > before) {
            selector.selectNow(); // only now their channels are free of it
        }
        if (isCalled) {
            greetNew(); // last, since it can fail
        }
        serverKey.interestOps(isFull() ? 0 : SelectionKey.OP_ACCEPT);
        return !ready.isEmpty();
    }

    private void greetNew() throws IOException {
        while (!isFull()) {
            SocketChannel channel = server.accept();
            if (channel == null) {
                return;
            }
            AfterFork.silence(channel);
            Greeting greeting = new Greeting(channel);
            greetings.add(greeting);
            try {
                channel.configureBlocking(false);
                if (address instanceof InetSocketAddress) {
                    channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
                }
                channel.register(selector, SelectionKey.OP_READ, greeting);
            } catch (IOException e) {
                giveUp(greeting, String.valueOf(e.getMessage()));
            }
        }
    }

    private boolean proceed(Greeting greeting) {
        try {
            return greeting.channel.isOpen() && greeting.proceed();
        } catch (HandshakeException | IOException e) {
            giveUp(greeting, String.valueOf(e.getMessage()));
            return false;
        }
    }

    private void giveUp(Greeting greeting, String why) {
        greetings.remove(greeting);
        LOG.log(
                Level.WARNING,
                () -> "A connection from " + greeting.peerName() + " to " + name()
                        + " was not accepted: " + why + ".");
        closeQuietly(greeting.channel);
    }

    private static void closeQuietly(Closeable channel) {
        try {
            channel.close();
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "closing a connection", e);
        }
    }

    private String name() {
        return Connector.name(address);
    }

    /**
     * Stops listening: threads that wait for a connection get none, and clients that have none are
     * disconnected. By a process, or a child that is a thread, that has not opened it: does nothing.
     *
     * @throws IOException if the socket's file cannot be removed
     */
    public void close() throws IOException {
        if (Self.current() != owner) {
            return;
        }
        synchronized (server) {
            if (closed) {
                return; // a selector that is closed must not be woken
            }
            closed = true;
        }
        selector.wakeup();
        accepting.lock();
        try {
            greetings.forEach(greeting -> closeQuietly(greeting.channel));
            ready.forEach(greeting -> closeQuietly(greeting.channel));
            greetings.clear();
            ready.clear();
            selector.close(); // before the channel: only then that is free of it
            server.close();
            SocketBells.closed(server);
        } finally {
            accepting.unlock();
        }
        if (file != null) {
            file.remove();
        }
    }

    /** {@return whether it is closed here} */
    public boolean isClosed() {
        return closed;
    }
}
