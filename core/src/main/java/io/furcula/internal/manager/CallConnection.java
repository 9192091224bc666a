package io.furcula.internal.manager;

import io.furcula.AuthKey;
import io.furcula.Client;
import io.furcula.Connection;
import io.furcula.ConnectionOptions;
import io.furcula.internal.shared.Deadline;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A client's connection to a server, on which one call at a time is under way.
 *
 * <p><b>Thread safety:</b> whoever has it uses it alone.
 */
/*
 * What an interrupt does while a call is under way, if its caller expects that:
 *
 *   [WAITING] -- interrupt: CANCEL is sent --> [CANCELLED] -- answer within 80 ms --> what the answer says
 *                                                   |
 *                                                   +-- no answer --> connection is closed; interrupted
 *
 * The server interrupts the call's thread. So a method that waits ends there with InterruptedException and
 * has done nothing, or it had ended already, and its result is returned: nothing is lost.
 */
final class CallConnection {

    private static final long PATIENCE_NANOS = TimeUnit.MILLISECONDS.toNanos(80);

    /** How long a server that lives may take to accept. */
    static final Duration CONNECT_LIMIT = Duration.ofSeconds(10);

    private final Connection connection;
    private long calls;

    private CallConnection(Connection connection) {
        this.connection = connection;
    }

    /**
     * Connects, as this JVM. An interrupt is kept for later.
     *
     * @throws TimeoutException if the server does not accept in time
     */
    static CallConnection open(
            SocketAddress address, AuthKey key, int maxMessageBytes, Duration limit)
            throws TimeoutException {
        ConnectionOptions options = ConnectionOptions.of(key).maxMessageBytes(maxMessageBytes);
        Deadline deadline = Deadline.in(limit.toNanos());
        boolean interrupted = false;
        try {
            while (true) {
                Duration left = Duration.ofNanos(Math.max(0, deadline.leftNanos()));
                try {
                    return new CallConnection(
                            AsJvm.isCaller()
                                    ? Client.connect(address, options, left)
                                    : AsJvm.connect(address, options, left));
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } finally {
            restore(interrupted);
        }
    }

    /** How long a call may go on after it was cancelled. */
    enum Patience {
        /** Its caller does not expect {@link InterruptedException}: it is not cancelled. */
        ENDLESS,
        /** It must be told how the call ended, such as one that holds a lock then. */
        AFTER_CANCEL,
        /** It ends soon. */
        SHORT
    }

    /** {@return a number for the next call} */
    long nextCall() {
        return ++calls;
    }

    /** Sends something that is not answered. Not interrupted by anything. */
    void send(byte[] message) {
        boolean interrupted = false;
        while (true) {
            try {
                connection.sendBytes(message);
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        restore(interrupted);
    }

    /** {@return whether it was sent} Waits for no more than a moment. */
    boolean sendSoon(byte[] message, Duration limit) {
        try {
            return connection.sendBytes(message, limit);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /**
     * {@return the answer to a request}
     *
     * @throws InterruptedException if interrupted, and patience has its end; then this connection is not
     *     to be used again
     */
    byte[] exchange(long call, byte[] request, Patience patience) throws InterruptedException {
        boolean interrupted = false;
        Deadline deadline = Deadline.NEVER;
        send(request);
        while (true) {
            try {
                byte[] answer = deadline == Deadline.NEVER
                        ? connection.receiveBytes()
                        : connection.receiveBytes(
                                Duration.ofNanos(Math.max(0, deadline.leftNanos())));
                restore(interrupted);
                return answer;
            } catch (TimeoutException e) {
                throw new InterruptedException("interrupted during a call of a manager's object");
            } catch (InterruptedException e) {
                if (!interrupted && patience != Patience.ENDLESS) {
                    send(Wire.message(out -> {
                        out.writeByte(Wire.CANCEL);
                        out.writeLong(call);
                    }));
                    if (patience == Patience.SHORT) {
                        deadline = Deadline.in(PATIENCE_NANOS);
                    }
                }
                interrupted = true;
            }
        }
    }

    /** {@return the answer to a request, which is given up if there is none in time} */
    byte[] exchange(byte[] request, Duration limit) throws TimeoutException {
        boolean interrupted = false;
        send(request);
        Deadline deadline = Deadline.in(limit.toNanos());
        try {
            while (true) {
                try {
                    return connection.receiveBytes(
                            Duration.ofNanos(Math.max(0, deadline.leftNanos())));
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } finally {
            restore(interrupted);
        }
    }

    private static void restore(boolean interrupted) {
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** {@return whether the server has closed it} Only where nothing is expected. */
    boolean hasEnded() {
        boolean interrupted = Thread.interrupted();
        try {
            return connection.poll(Duration.ZERO);
        } catch (InterruptedException e) {
            interrupted = true;
            return false;
        } finally {
            restore(interrupted);
        }
    }

    void close() {
        if (AsJvm.isCaller()) {
            connection.close();
        } else {
            AsJvm.run("manager close", connection::close);
        }
    }
}
