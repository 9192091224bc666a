package io.furcula.internal.manager;

import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Looks at the connections whose calls take long: a caller that has cancelled, or that is gone, has its call
 * interrupted.
 *
 * <p><b>Thread safety:</b> safe for any number of threads.
 */
final class CallWatch {

    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(15);

    private final Set<ServerConnection> connections;
    private final Thread thread = ManagerServer.thread("manager watch", this::run);
    private volatile boolean resting;
    private volatile boolean closed;

    CallWatch(Set<ServerConnection> connections) {
        this.connections = connections;
    }

    void start() {
        thread.start();
    }

    /** A call begins. */
    void callBegins() {
        if (resting) {
            resting = false;
            LockSupport.unpark(thread);
        }
    }

    private void run() {
        while (!closed) {
            boolean calls = look();
            if (!calls) {
                resting = true;
                calls = look(); // one that began before it could see that
            }
            if (calls) {
                resting = false;
                LockSupport.parkNanos(LOOK_NANOS);
            } else if (!closed) {
                LockSupport.park(this);
            }
        }
    }

    private boolean look() {
        boolean calls = false;
        for (ServerConnection connection : connections) {
            calls |= connection.look();
        }
        return calls;
    }

    void close() {
        closed = true;
        LockSupport.unpark(thread);
    }
}
