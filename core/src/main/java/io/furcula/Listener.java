package io.furcula;

import io.furcula.internal.ErrorText;
import io.furcula.internal.connect.Acceptor;
import io.furcula.internal.connect.Connector;
import io.furcula.internal.shared.RuntimeFolder;
import io.furcula.internal.shared.Timeouts;
import io.furcula.internal.shared.Watch;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Waits for connections of other processes, which need not be children, as Python's {@code
 * multiprocessing.connection.Listener}. Listens on a Unix socket, whose file is readable by its owner
 * alone, or on a TCP port.
 *
 * <p>Client and listener prove to each other that they have the same key, before any object is read. A
 * client that does not, or that says nothing for 10 seconds, is disconnected and logged (logger {@code
 * io.furcula.connection}); others are accepted meanwhile. Handshakes go on while a thread is in {@link
 * #accept}.
 *
 * <p>A listener belongs to the process that opened it. When that is killed, the file of its socket stays,
 * and the next listener on the same path replaces it.
 *
 * <p><b>Thread safety:</b> safe for any number of threads; each connection goes to one of those that
 * wait.
 */
public final class Listener implements AutoCloseable, Waitable {

    private static final AtomicLong SOCKETS = new AtomicLong();

    private final Acceptor acceptor;
    private volatile @Nullable SocketAddress lastAccepted;

    private Listener(Acceptor acceptor) {
        this.acceptor = acceptor;
    }

    /**
     * {@return a listener on a Unix socket of its own, in a folder that nobody else can enter}
     *
     * @param key the secret that clients must have
     * @throws ConnectionFailedException if it cannot listen; nothing is left behind
     */
    public static Listener unix(AuthKey key) {
        return unix(RuntimeFolder.get().resolve("listener-" + SOCKETS.incrementAndGet()), key);
    }

    /**
     * {@return a listener on a Unix socket}
     *
     * @param path of its file, at most about 100 bytes long; not there yet, or left by a listener that
     *     was killed. Its mode will be 0600
     * @param key the secret that clients must have
     * @throws ConnectionFailedException if it cannot listen, or somebody listens there; nothing is left
     *     behind
     */
    public static Listener unix(Path path, AuthKey key) {
        return bind(UnixDomainSocketAddress.of(path), ConnectionOptions.of(key));
    }

    /**
     * {@return a listener on a TCP port of this host's loopback address, which other hosts cannot reach}
     *
     * @param port from 0 to 65535; 0 chooses one that is free, see {@link #address()}
     * @param key the secret that clients must have
     * @throws IllegalArgumentException if there is no such port
     * @throws ConnectionFailedException if it cannot listen; nothing is left behind
     */
    public static Listener tcp(int port, AuthKey key) {
        return bind(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), port),
                ConnectionOptions.of(key));
    }

    /**
     * {@return a listener}
     *
     * <p>One that other hosts can reach should not: what is sent is neither encrypted nor signed, though
     * nobody gets a connection without the key.
     *
     * @param address a {@link UnixDomainSocketAddress} or an {@link InetSocketAddress}
     * @param options the key, and what clients may send
     * @throws ConnectionFailedException if it cannot listen; nothing is left behind
     */
    public static Listener bind(SocketAddress address, ConnectionOptions options) {
        try {
            return new Listener(
                    Acceptor.open(address, options.terms(), Acceptor.HANDSHAKE_LIMIT_MS));
        } catch (IOException | IllegalArgumentException | UnsupportedOperationException e) {
            throw failed("Cannot listen on " + Connector.name(address), e);
        }
    }

    private static ConnectionFailedException failed(String what, Exception e) {
        return new ConnectionFailedException(
                ErrorText.of("FUR-501", what + ": " + e + ".").toString(), e);
    }

    /**
     * Waits for the next connection.
     *
     * @return the connection; the caller closes it
     * @throws IllegalStateException if this listener is closed
     * @throws ConnectionFailedException if the system has none to give, for example because too many
     *     files are open; it may have later
     * @throws InterruptedException if interrupted while waiting; the listener goes on
     */
    public Connection accept() throws InterruptedException {
        Connection connection = tryAccept(Long.MAX_VALUE);
        if (connection == null) {
            throw new AssertionError("a wait without an end has ended");
        }
        return connection;
    }

    /**
     * Waits for the next connection, if there is one in time.
     *
     * @param timeout the longest wait
     * @return the connection; the caller closes it
     * @throws TimeoutException if there was none in time
     * @throws IllegalStateException if this listener is closed
     * @throws ConnectionFailedException if the system has none to give, for example because too many
     *     files are open; it may have later
     * @throws InterruptedException if interrupted while waiting; the listener goes on
     */
    public Connection accept(Duration timeout) throws InterruptedException, TimeoutException {
        Connection connection = tryAccept(Timeouts.nanos(timeout));
        if (connection == null) {
            throw new TimeoutException("no connection within " + timeout);
        }
        return connection;
    }

    Watch watch() {
        return acceptor.watch();
    }

    private @Nullable Connection tryAccept(long timeoutNanos) throws InterruptedException {
        try {
            Acceptor.Accepted accepted = acceptor.accept(timeoutNanos);
            if (accepted != null) {
                lastAccepted = accepted.peer();
                return new Connection(accepted.transport());
            }
        } catch (IOException e) {
            throw failed("Cannot accept a connection on " + Connector.name(address()), e);
        }
        if (acceptor.isClosed()) {
            throw new IllegalStateException("this listener is closed");
        }
        return null;
    }

    /** {@return where clients connect to; a port that was 0 is the one that was chosen} */
    public SocketAddress address() {
        return acceptor.address();
    }

    /** {@return where the last connection came from, if there was one; clients of Unix sockets have no name} */
    public Optional<SocketAddress> lastAccepted() {
        return Optional.ofNullable(lastAccepted);
    }

    /**
     * Stops listening, and removes the socket's file: threads in {@link #accept} get {@link
     * IllegalStateException}, and clients that were not accepted yet lose their connection. Connections
     * that were accepted stay. By another process or child than the one that opened it: does nothing.
     * Idempotent.
     *
     * @throws ConnectionFailedException if the file cannot be removed; all else is done
     */
    @Override
    public void close() {
        try {
            acceptor.close();
        } catch (IOException e) {
            throw failed("Cannot remove the socket " + Connector.name(address()), e);
        }
    }

    @Override
    public String toString() {
        return "Listener[" + (acceptor.isClosed() ? "closed, " : "")
                + Connector.name(address())
                + "]";
    }
}
