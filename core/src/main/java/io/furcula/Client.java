package io.furcula;

import io.furcula.internal.ErrorText;
import io.furcula.internal.connect.Connector;
import io.furcula.internal.connect.HandshakeException;
import io.furcula.internal.connect.Transport;
import io.furcula.internal.shared.Timeouts;
import java.io.IOException;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Connects to a {@link Listener}, as Python's {@code multiprocessing.connection.Client}. Client and
 * listener prove to each other that they have the same key, before any object is read.
 *
 * <p><b>Thread safety:</b> safe for any number of threads.
 */
public final class Client {

    private Client() {}

    /**
     * Connects, and waits until the listener accepts.
     *
     * @param address the listener's
     * @param key the secret that the listener has, too
     * @return the connection; the caller closes it
     * @throws AuthenticationFailedException if the listener has another key; nothing is left behind
     * @throws ConnectionFailedException if nobody listens there, or something else does; nothing is left
     *     behind
     * @throws InterruptedException if interrupted while waiting; nothing is left behind
     */
    public static Connection connect(SocketAddress address, AuthKey key)
            throws InterruptedException {
        return connect(address, ConnectionOptions.of(key));
    }

    /**
     * Connects, if the listener accepts in time.
     *
     * @param address the listener's
     * @param key the secret that the listener has, too
     * @param timeout the longest wait
     * @return the connection; the caller closes it
     * @throws TimeoutException if the listener did not accept in time; nothing is left behind
     * @throws AuthenticationFailedException if the listener has another key; nothing is left behind
     * @throws ConnectionFailedException if nobody listens there, or something else does; nothing is left
     *     behind
     * @throws InterruptedException if interrupted while waiting; nothing is left behind
     */
    public static Connection connect(SocketAddress address, AuthKey key, Duration timeout)
            throws InterruptedException, TimeoutException {
        return connect(address, ConnectionOptions.of(key), timeout);
    }

    /**
     * Connects, and waits until the listener accepts.
     *
     * @param address the listener's
     * @param options the key, and what the listener's side may send
     * @return the connection; the caller closes it
     * @throws AuthenticationFailedException if the listener has another key; nothing is left behind
     * @throws ConnectionFailedException if nobody listens there, or something else does; nothing is left
     *     behind
     * @throws InterruptedException if interrupted while waiting; nothing is left behind
     */
    public static Connection connect(SocketAddress address, ConnectionOptions options)
            throws InterruptedException {
        Connection connection = tryConnect(address, options, Long.MAX_VALUE);
        if (connection == null) {
            throw new AssertionError("a wait without an end has ended");
        }
        return connection;
    }

    /**
     * Connects, if the listener accepts in time.
     *
     * @param address the listener's
     * @param options the key, and what the listener's side may send
     * @param timeout the longest wait
     * @return the connection; the caller closes it
     * @throws TimeoutException if the listener did not accept in time; nothing is left behind
     * @throws AuthenticationFailedException if the listener has another key; nothing is left behind
     * @throws ConnectionFailedException if nobody listens there, or something else does; nothing is left
     *     behind
     * @throws InterruptedException if interrupted while waiting; nothing is left behind
     */
    public static Connection connect(
            SocketAddress address, ConnectionOptions options, Duration timeout)
            throws InterruptedException, TimeoutException {
        Connection connection = tryConnect(address, options, Timeouts.nanos(timeout));
        if (connection == null) {
            throw new TimeoutException(
                    Connector.name(address) + " did not accept within " + timeout);
        }
        return connection;
    }

    private static @Nullable Connection tryConnect(
            SocketAddress address, ConnectionOptions options, long timeoutNanos)
            throws InterruptedException {
        try {
            Transport transport = Connector.connect(address, options.terms(), timeoutNanos);
            return transport == null ? null : new Connection(transport);
        } catch (HandshakeException e) {
            throw refused(address, e);
        } catch (IOException | IllegalArgumentException | UnsupportedOperationException e) {
            throw new ConnectionFailedException(
                    ErrorText.of(
                                    "FUR-502",
                                    "Cannot connect to " + Connector.name(address) + ": " + e + ".")
                            .likely("its listener is not open yet, or not any more")
                            .toString(),
                    e);
        }
    }

    private static ConnectionFailedException refused(SocketAddress address, HandshakeException e) {
        String fact = "No connection to " + Connector.name(address) + ": " + e.getMessage() + ".";
        if (e.isAboutKeys()) {
            return new AuthenticationFailedException(
                    ErrorText.of("FUR-503", fact)
                            .remedy("the same AuthKey on both sides")
                            .toString(),
                    e);
        }
        return new ConnectionFailedException(ErrorText.of("FUR-502", fact).toString(), e);
    }
}
