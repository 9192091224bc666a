package io.furcula.internal.boot;

import io.furcula.internal.shared.RuntimeFolder;
import io.furcula.internal.wire.Hello;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Waits for one child to connect and say hello, on a Unix socket in a folder that nobody else can
 * enter. A connection without the child's token is closed, and the wait goes on.
 */
final class HelloListener implements AutoCloseable {

    private static final AtomicLong SOCKETS = new AtomicLong();
    /** How often the child is looked at: its death does not wake a selector. */
    private static final long LOOK_MS = 50;

    private static final SecureRandom RANDOM = new SecureRandom();

    private final Path path;
    private final ServerSocketChannel server;
    private final Selector selector;
    private final byte[] token = new byte[Hello.TOKEN_BYTES];

    private HelloListener(Path path, ServerSocketChannel server, Selector selector) {
        this.path = path;
        this.server = server;
        this.selector = selector;
        RANDOM.nextBytes(token);
    }

    static HelloListener open() throws IOException {
        Path path = RuntimeFolder.get().resolve("hello-" + SOCKETS.incrementAndGet());
        ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            server.bind(UnixDomainSocketAddress.of(path));
            server.configureBlocking(false);
            if (Files.getFileStore(path.getParent()).supportsFileAttributeView("posix")) {
                Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-------"));
            }
            return new HelloListener(path, server, Selector.open());
        } catch (IOException e) {
            server.close();
            Files.deleteIfExists(path);
            throw e;
        }
    }

    /** The child lives, but did not say hello in time. */
    static final class SilentException extends Exception {
        private static final long serialVersionUID = 1;
    }

    /**
     * Tells a child where to connect, and waits for its hello.
     *
     * @return the channel, in blocking mode
     * @throws EOFException if the child ends first
     * @throws SilentException if the time is over
     */
    SocketChannel await(java.lang.Process child, Duration timeout)
            throws IOException, InterruptedException, SilentException {
        try (DataOutputStream out = new DataOutputStream(child.getOutputStream())) {
            out.writeUTF(path.toString());
            out.write(token);
        }
        long deadline = System.nanoTime() + timeout.toNanos();
        while (true) {
            awaitReady(server, SelectionKey.OP_ACCEPT, child, deadline);
            SocketChannel channel = server.accept();
            if (channel != null) {
                boolean hello = false;
                try {
                    hello = saysHello(channel, child, deadline);
                } finally {
                    if (!hello) {
                        channel.close();
                    }
                }
                if (hello) {
                    channel.configureBlocking(true);
                    return channel;
                }
            }
        }
    }

    private boolean saysHello(SocketChannel channel, java.lang.Process child, long deadline)
            throws IOException, InterruptedException, SilentException {
        ByteBuffer bytes = ByteBuffer.allocate(Hello.SIZE_BYTES);
        channel.configureBlocking(false);
        while (bytes.hasRemaining()) {
            awaitReady(channel, SelectionKey.OP_READ, child, deadline);
            if (channel.read(bytes) < 0) {
                return false;
            }
        }
        Optional<Hello> hello = Hello.fromBytes(bytes.flip());
        if (hello.isEmpty() || !hello.get().hasToken(token)) {
            return false;
        }
        if (hello.get().version() != Hello.VERSION) {
            throw new IOException("the child speaks version "
                    + hello.get().version()
                    + " of the wire protocol, we speak "
                    + Hello.VERSION);
        }
        return true;
    }

    private void awaitReady(
            SelectableChannel channel, int operation, java.lang.Process child, long deadline)
            throws IOException, InterruptedException, SilentException {
        SelectionKey key = channel.register(selector, operation);
        try {
            while (true) {
                long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
                if (left <= 0) {
                    throw new SilentException();
                }
                boolean alive = child.isAlive(); // asked before the last look at the channel
                int ready = selector.select(Math.min(left, LOOK_MS));
                if (Thread.interrupted()) {
                    throw new InterruptedException("interrupted while waiting for a child's hello");
                }
                if (ready > 0) {
                    return;
                }
                if (!alive) {
                    throw new EOFException("the child ended");
                }
            }
        } finally {
            key.cancel();
            selector.selectNow();
        }
    }

    @Override
    public void close() throws IOException {
        try {
            selector.close();
        } finally {
            try {
                server.close();
            } finally {
                Files.deleteIfExists(path);
            }
        }
    }
}
