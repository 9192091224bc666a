package io.furcula.internal.connect;

import io.furcula.internal.shared.Deadline;
import io.furcula.internal.start.AfterFork;
import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** Connects to a socket that somebody listens on, and shakes hands. */
public final class Connector {

    private static final long RETRY_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

    /** Of a socket for datagrams. */
    private static final String WRONG_TYPE = "Protocol wrong type for socket";

    private Connector() {}

    /**
     * {@return an address as it is shown}
     *
     * @param address where
     */
    public static String name(SocketAddress address) {
        return address instanceof UnixDomainSocketAddress unix
                ? unix.getPath().toString()
                : address.toString();
    }

    /**
     * Connects.
     *
     * @param address where to
     * @param terms on what terms
     * @param timeoutNanos the longest wait
     * @return what carries the connection's messages, or null if the time is over
     * @throws IOException if nobody listens there, or whoever does closes the connection
     * @throws HandshakeException if whoever listens there has another key, or speaks something else
     * @throws InterruptedException if interrupted while waiting
     */
    public static @Nullable Transport connect(SocketAddress address, Terms terms, long timeoutNanos)
            throws IOException, HandshakeException, InterruptedException {
        Deadline deadline = Deadline.in(timeoutNanos);
        SocketChannel channel = null;
        Handshake handshake = Handshake.client(terms);
        boolean connected = false;
        try {
            while (channel == null) {
                channel = open(address, deadline);
                if (channel == null && deadline.isOver()) {
                    return null;
                }
            }
            connected = shakeHands(channel, handshake, deadline);
            return connected
                    ? new SocketTransport(
                            channel,
                            "the listener " + name(address),
                            terms,
                            handshake.peerMaxBytes())
                    : null;
        } finally {
            if (!connected && channel != null) {
                channel.close();
            }
        }
    }

    /** {@return a connected channel, or null: to be tried again while there is time} */
    private static @Nullable SocketChannel open(SocketAddress address, Deadline deadline)
            throws IOException, InterruptedException {
        boolean unix = address instanceof UnixDomainSocketAddress;
        SocketChannel channel =
                unix ? SocketChannel.open(StandardProtocolFamily.UNIX) : SocketChannel.open();
        AfterFork.silence(channel);
        boolean connected = false;
        try {
            channel.configureBlocking(false);
            connected = unix ? connectNow(channel, address) : channel.connect(address);
            if (!connected && unix) {
                pause(deadline);
            } else if (!connected) {
                connected = finish(channel, deadline);
            }
            if (connected && !unix) {
                channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            }
            return connected ? channel : null;
        } finally {
            if (!connected) {
                channel.close();
            }
        }
    }

    /**
     * {@return false if the kernel does not let us wait, since too many do already} Some JDKs say it by
     * an exception that is, but for its text in the user's language, that of any other failure.
     */
    private static boolean connectNow(SocketChannel channel, SocketAddress address)
            throws IOException {
        try {
            return channel.connect(address);
        } catch (ConnectException e) {
            throw e; // refused: nobody listens
        } catch (SocketException e) {
            Path path = ((UnixDomainSocketAddress) address).getPath();
            boolean reachable = Files.isWritable(path)
                    && Files.readAttributes(path, BasicFileAttributes.class).isOther();
            if (!reachable || WRONG_TYPE.equals(e.getMessage())) {
                throw e;
            }
            return false;
        }
    }

    private static void pause(Deadline deadline) throws InterruptedException {
        LockSupport.parkNanos(Math.min(RETRY_NANOS, deadline.leftNanos()));
        if (Thread.interrupted()) {
            throw new InterruptedException("interrupted while connecting");
        }
    }

    private static boolean finish(SocketChannel channel, Deadline deadline)
            throws IOException, InterruptedException {
        Readiness connectable = new Readiness(channel, SelectionKey.OP_CONNECT, () -> false);
        while (!channel.finishConnect()) {
            if (deadline.isOver()) {
                return false;
            }
            connectable.await(deadline);
        }
        return true;
    }

    private static boolean shakeHands(SocketChannel channel, Handshake handshake, Deadline deadline)
            throws IOException, HandshakeException, InterruptedException {
        Readiness readable = new Readiness(channel, SelectionKey.OP_READ, () -> false);
        write(channel, handshake.outgoing());
        while (true) {
            int n = channel.read(handshake.incoming());
            if (n < 0) {
                throw new EOFException("whoever listens there has closed the connection");
            }
            if (n > 0) {
                handshake.received();
                if (handshake.isDone()) {
                    return true;
                }
                write(channel, handshake.outgoing());
            } else if (deadline.isOver()) {
                return false;
            } else {
                readable.await(deadline);
            }
        }
    }

    /** So little always fits into a new socket. */
    private static void write(SocketChannel channel, ByteBuffer bytes) throws IOException {
        channel.write(bytes);
        if (bytes.hasRemaining()) {
            throw new IOException("the socket takes no " + bytes.remaining() + " bytes");
        }
    }
}
