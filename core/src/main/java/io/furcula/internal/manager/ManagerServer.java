package io.furcula.internal.manager;

import io.furcula.Connection;
import io.furcula.ConnectionFailedException;
import io.furcula.ConnectionOptions;
import io.furcula.Listener;
import io.furcula.internal.ErrorText;
import io.furcula.internal.shared.Cleanup;
import io.furcula.internal.shared.Deadline;
import java.io.ObjectInputFilter;
import java.lang.System.Logger.Level;
import java.lang.ref.Cleaner;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The server of a manager: listens, has the objects, and one thread for each connection.
 *
 * <p><b>Thread safety:</b> safe for any number of threads.
 */
public final class ManagerServer {

    private static final System.Logger LOG = System.getLogger("io.furcula.manager");

    private static final long STEP_MS = 20;
    private static final long RETRY_MS = 50;

    private final ServerConfig config;
    private final Listener listener;
    private final Thread acceptor;
    private final Set<String> allowed = ConcurrentHashMap.newKeySet();
    private final Set<Class<?>> proxied = ConcurrentHashMap.newKeySet();
    private final @Nullable ObjectInputFilter filter;
    private final Referents referents = new Referents();
    private final Map<ByteBuffer, Session> sessions = new ConcurrentHashMap<>();
    private final Set<ServerConnection> connections = ConcurrentHashMap.newKeySet();
    private final AtomicInteger threads = new AtomicInteger();
    private final CallWatch watch = new CallWatch(connections);
    private final CountDownLatch shutdown = new CountDownLatch(1);
    private volatile boolean closed;

    private ManagerServer(ServerConfig config, Listener listener) {
        this.config = config;
        this.listener = listener;
        this.filter = config.pattern() == null
                ? null
                : ObjectInputFilter.Config.createFilter(config.pattern());
        allowed.addAll(Wire.CLASSES);
        allowed.addAll(config.allowed());
        proxied.add(java.util.concurrent.locks.Condition.class);
        config.exposed().forEach(this::expose);
        this.acceptor = thread("manager accept", this::accept);
    }

    /**
     * Opens a server, which serves from here on in threads of this process.
     *
     * @param config what it is to be
     * @return the server
     * @throws ConnectionFailedException if it cannot listen; nothing is left behind
     */
    public static ManagerServer open(ServerConfig config) {
        ConnectionOptions options =
                ConnectionOptions.of(config.key()).maxMessageBytes(config.maxMessageBytes());
        Listener listener = Listener.bind(config.address(), options);
        ManagerServer server = new ManagerServer(config, listener);
        server.watch.start();
        server.acceptor.start();
        return server;
    }

    /**
     * Serves, as the target of a process, until it is shut down.
     *
     * @param config what the server is to be
     * @param started is told the address, once it serves
     * @throws Exception if it cannot begin
     */
    public static void main(ServerConfig config, Connection started) throws Exception {
        if (config.initializer() != null) {
            config.initializer().run();
        }
        ManagerServer server = open(config);
        Cleaner.Cleanable atExit = Cleanup.register(config, server::closeListener);
        try {
            started.send(server.address());
            started.close();
            server.awaitShutdown(Long.MAX_VALUE);
        } finally {
            server.close();
            atExit.clean();
        }
    }

    static Thread thread(String name, Runnable work) {
        Thread thread = new Thread(work, "furcula " + name);
        thread.setDaemon(true);
        return thread;
    }

    /** {@return where it listens} */
    public SocketAddress address() {
        return listener.address();
    }

    /**
     * Waits until somebody has had it shut down.
     *
     * @param timeoutNanos the longest wait
     * @return whether somebody has
     * @throws InterruptedException if interrupted while waiting
     */
    public boolean awaitShutdown(long timeoutNanos) throws InterruptedException {
        return shutdown.await(timeoutNanos, TimeUnit.NANOSECONDS);
    }

    void shutdown() {
        shutdown.countDown();
    }

    private void accept() {
        while (!closed) {
            try {
                serve(listener.accept());
            } catch (IllegalStateException | InterruptedException e) {
                return; // closed
            } catch (ConnectionFailedException | OutOfMemoryError e) {
                LOG.log(Level.WARNING, "a manager cannot accept a connection now", e);
                pause();
            }
        }
    }

    private void serve(Connection connection) {
        ServerConnection served = new ServerConnection(this, connection);
        connections.add(served);
        boolean started = false;
        try {
            thread("manager call " + threads.incrementAndGet(), served).start();
            started = true;
        } finally {
            if (!started) { // there are too many threads
                connections.remove(served);
                connection.close();
            }
        }
    }

    private void pause() {
        try {
            shutdown.await(RETRY_MS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            closed = true; // nobody interrupts this thread but who wants its end
        }
    }

    /* For connections. */

    UUID id() {
        return config.id();
    }

    Referents referents() {
        return referents;
    }

    CallWatch watch() {
        return watch;
    }

    Set<String> allowed() {
        return allowed;
    }

    @Nullable
    ObjectInputFilter filter() {
        return filter;
    }

    /** A client has come. */
    Session begin(ByteBuffer name, byte[] token) {
        Session session = new Session(MessageDigest.isEqual(token, config.ownerToken()));
        if (sessions.putIfAbsent(name, session) != null) {
            throw new IllegalStateException("two clients with one name");
        }
        return session;
    }

    @Nullable
    Session session(ByteBuffer name) {
        return sessions.get(name);
    }

    /** A client is gone. Its other connections end by themselves, once all is read that it said there. */
    void end(ByteBuffer name, Session session) {
        sessions.remove(name, session);
        session.end();
        referents.releaseAll(session);
        for (ServerConnection connection : connections) {
            if (connection.isOf(session)) {
                connection.abandonCall();
            }
        }
    }

    void remove(ServerConnection connection) {
        connections.remove(connection);
    }

    /* For objects. */

    /** From here on its methods can be called, and what they name can be sent. */
    void expose(Class<?> type) {
        if (!type.isInterface()) {
            throw new IllegalArgumentException(type.getName() + " is no interface");
        }
        allowed.addAll(SignatureTypes.of(type));
        if (type.getClassLoader() != null) {
            proxied.add(type);
        }
    }

    /** {@return whether what a method returns is not copied, but gets a proxy} */
    boolean isProxied(Class<?> returnType) {
        return proxied.contains(returnType);
    }

    ServerConfig.Registration registration(String name) {
        ServerConfig.Registration registration = config.registrations().get(name);
        if (registration == null) {
            throw new IllegalArgumentException(ErrorText.of(
                            "FUR-605",
                            "The manager at " + this + " has nothing named '" + name + "'.")
                    .detail(
                            "names",
                            config.registrations().keySet().stream()
                                    .sorted()
                                    .toList()
                                    .toString())
                    .remedy("Manager.Builder.register(\"" + name
                            + "\", TheInterface.class, TheClass::new), where the server is started")
                    .toString());
        }
        return registration;
    }

    /* Ending. */

    private void closeListener() {
        try {
            listener.close();
        } catch (ConnectionFailedException e) {
            LOG.log(Level.WARNING, "the socket of a manager stays", e);
        }
    }

    /** Ends it: clients lose their connections, and calls that are under way are interrupted. */
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        shutdown.countDown();
        closeListener();
        connections.forEach(ServerConnection::close);
        watch.close();
        awaitEnd();
    }

    /** Those that do not end by an interrupt, such as a call that ignores it, are left to themselves. */
    private void awaitEnd() {
        Deadline deadline = Deadline.in(TimeUnit.SECONDS.toNanos(1));
        boolean interrupted = false;
        while ((acceptor.isAlive() || !connections.isEmpty()) && !deadline.isOver()) {
            connections.forEach(ServerConnection::close);
            try {
                acceptor.join(STEP_MS);
                TimeUnit.MILLISECONDS.sleep(connections.isEmpty() ? 0 : 1);
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public String toString() {
        return ServerRef.text(address());
    }
}
