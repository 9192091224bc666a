package io.furcula.internal.manager;

import io.furcula.AuthKey;
import io.furcula.ConnectionFailedException;
import io.furcula.Context;
import io.furcula.PeerLostException;
import io.furcula.Pipe;
import io.furcula.Process;
import io.furcula.StartFailedException;
import io.furcula.internal.ErrorText;
import io.furcula.internal.codec.Codec;
import io.furcula.internal.shared.Deadline;
import io.furcula.internal.shared.RuntimeFolder;
import io.furcula.internal.start.Self;
import io.furcula.manager.Manager;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * What a manager does: it has a session with a server, and perhaps the server, in a process of its own or in
 * this one.
 *
 * <p><b>Thread safety:</b> safe for any number of threads.
 */
public final class ManagerRuntime {

    private static final System.Logger LOG = System.getLogger("io.furcula.manager");

    private static final AtomicInteger SOCKETS = new AtomicInteger();
    private static final SecureRandom RANDOM = new SecureRandom();

    private static final Duration START_LIMIT = Duration.ofSeconds(30);
    private static final Duration SHUTDOWN_LIMIT = Duration.ofSeconds(1);
    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    private final Link link;
    private final AuthKey key;
    private final @Nullable Process process;
    private final @Nullable ManagerServer server;
    private final Self jvm = Self.jvm();
    private volatile boolean closed;

    private ManagerRuntime(
            Link link, AuthKey key, @Nullable Process process, @Nullable ManagerServer server) {
        this.link = link;
        this.key = key;
        this.process = process;
        this.server = server;
    }

    /** {@return an address for a new server, which nobody else can reach} */
    public static SocketAddress newAddress() {
        return UnixDomainSocketAddress.of(
                RuntimeFolder.get().resolve("manager-" + SOCKETS.incrementAndGet()));
    }

    /** {@return what the owner of a new server shows} */
    public static byte[] newToken() {
        byte[] token = new byte[Wire.TOKEN_BYTES];
        RANDOM.nextBytes(token);
        return token;
    }

    /* Beginning. */

    /**
     * {@return the manager of a server in a process of its own}
     *
     * @param context how it is started
     * @param config what it is to be
     */
    public static ManagerRuntime start(Context context, ServerConfig config) {
        try (Pipe pipe = Pipe.oneWay()) {
            Process process = context.builder(ManagerServer::main, config, pipe.child())
                    .name("Manager-" + config.id().toString().substring(0, 8))
                    .daemon(true)
                    .start();
            boolean started = false;
            try {
                SocketAddress address = pipe.parent().receive(SocketAddress.class, START_LIMIT);
                Link link = link(config, address, config.ownerToken(), START_LIMIT);
                started = true;
                return new ManagerRuntime(link, config.key(), process, null);
            } catch (PeerLostException
                    | ConnectionFailedException
                    | TimeoutException
                    | InterruptedException e) {
                throw notStarted(process, e);
            } finally {
                if (!started) {
                    process.close();
                    removeSocket(config.address());
                }
            }
        }
    }

    private static StartFailedException notStarted(Process process, Exception e) {
        Throwable cause = e;
        if (e instanceof InterruptedException) {
            Thread.currentThread().interrupt();
        } else {
            try {
                cause = process.join(SHUTDOWN_LIMIT) ? process.failure().orElse(e) : e;
            } catch (InterruptedException again) {
                Thread.currentThread().interrupt();
            }
        }
        return new StartFailedException(
                ErrorText.of(
                                "FUR-607",
                                "The server of a manager, " + process + ", does not serve: " + cause
                                        + ".")
                        .likely("its initialiser fails, or its address is in use")
                        .toString(),
                cause);
    }

    private static Link link(
            ServerConfig config, SocketAddress address, byte[] token, Duration limit)
            throws TimeoutException {
        Link link = Link.connect(address, config.key(), config.maxMessageBytes(), token, limit);
        link.server()
                .learn(config.key(), config.maxMessageBytes(), config.allowed(), config.pattern());
        return link;
    }

    /**
     * {@return the manager of a server in this process}
     *
     * @param config what it is to be
     */
    public static ManagerRuntime serve(ServerConfig config) {
        ManagerServer server = ManagerServer.open(config);
        boolean started = false;
        try {
            Link link = link(config, server.address(), config.ownerToken(), START_LIMIT);
            started = true;
            return new ManagerRuntime(link, config.key(), null, server);
        } catch (TimeoutException e) {
            throw silent(server.toString(), START_LIMIT, e);
        } finally {
            if (!started) {
                server.close();
            }
        }
    }

    /**
     * {@return the manager of a server that another process has}
     *
     * @param config where it is, its key, and what may be sent
     * @param timeout the longest wait
     * @throws TimeoutException if it does not answer in time
     */
    public static ManagerRuntime connect(ServerConfig config, Duration timeout)
            throws TimeoutException {
        Link link = link(config, config.address(), new byte[Wire.TOKEN_BYTES], timeout);
        return new ManagerRuntime(link, config.key(), null, null);
    }

    /**
     * {@return that a server does not answer}
     *
     * @param where its address
     * @param limit how long it was waited for
     * @param e what happened
     */
    public static ConnectionFailedException silent(
            String where, Duration limit, TimeoutException e) {
        return new ConnectionFailedException(
                ErrorText.of(
                                "FUR-502",
                                "Cannot connect to " + where + ": no answer within " + limit + ".")
                        .toString(),
                e);
    }

    /* Using. */

    private ServerControl control() {
        if (closed) {
            throw new IllegalStateException("this manager is closed");
        }
        return (link.isUsable() ? link : Link.of(link.server())).control();
    }

    /**
     * {@return a proxy of a new object}
     *
     * @param type what it will be used as
     * @param name what it was registered by
     * @param arguments of its factory
     */
    public Object create(Class<?> type, String name, @Nullable Object... arguments) {
        if (type.getClassLoader() != null) {
            link.server().allowed().addAll(SignatureTypes.of(type));
        }
        return control().create(name, arguments);
    }

    /**
     * {@return a proxy of a new object}
     *
     * @param type its interface
     * @param factory makes it
     */
    public Object createOwn(Class<?> type, Manager.Factory<?> factory) {
        if (process == null && server == null) {
            throw ControlServant.notOwner(toString(), "create an object of any class");
        }
        if (!type.isInterface()) {
            throw new IllegalArgumentException(
                    type.getName() + " is no interface: proxies implement interfaces");
        }
        if (type.getClassLoader() != null) {
            link.server().allowed().addAll(SignatureTypes.of(type));
        }
        byte[] bytes = Codec.toBytes(factory, "factory");
        try {
            return control().createOwn(type.getName(), bytes);
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException("the object cannot be created: " + e, e);
        }
    }

    /** {@return how many objects the server holds} */
    public int numberOfObjects() {
        return control().numberOfObjects();
    }

    /** {@return a description of all of them} */
    public String debugInfo() {
        return control().debugInfo();
    }

    /** {@return where the server listens} */
    public SocketAddress address() {
        return link.server().address();
    }

    /** {@return the server's key} */
    public AuthKey key() {
        return key;
    }

    /** {@return the server's process, if this one has started it} */
    public Optional<Process> process() {
        return Optional.ofNullable(process);
    }

    /* Ending. */

    /**
     * Waits for the end of the server.
     *
     * @param timeoutNanos the longest wait
     * @return whether it has ended
     * @throws InterruptedException if interrupted while waiting
     */
    public boolean join(long timeoutNanos) throws InterruptedException {
        if (server != null) {
            return server.awaitShutdown(timeoutNanos);
        }
        Deadline deadline = Deadline.in(timeoutNanos);
        while (!hasEnded()) {
            if (deadline.isOver()) {
                return false;
            }
            LockSupport.parkNanos(Math.min(LOOK_NANOS, deadline.leftNanos()));
            if (Thread.interrupted()) {
                throw new InterruptedException("interrupted while waiting for a manager's end");
            }
        }
        return true;
    }

    private boolean hasEnded() {
        if (closed) {
            return true;
        }
        return link.hasEnded();
    }

    /** Ends the server, if this manager has started it; else gives up its use. Idempotent. */
    public void close() {
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
        }
        if (jvm != Self.jvm()) {
            return; // in a copy: it is the original's
        }
        if (server != null) {
            server.close();
        } else if (process != null) {
            stop(process);
        } else {
            link.leave();
            return;
        }
        link.close();
        link.server().forget();
    }

    private void stop(Process running) {
        link.shutdown(SHUTDOWN_LIMIT);
        try {
            running.join(SHUTDOWN_LIMIT);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // then it is killed at once
        }
        running.close();
        removeSocket(link.server().address());
    }

    /** What a server leaves that was killed. One that ended has removed it. */
    private static void removeSocket(SocketAddress address) {
        if (address instanceof UnixDomainSocketAddress unix) {
            Path path = unix.getPath();
            try {
                if (path.getParent() != null && path.getParent().equals(RuntimeFolder.get())) {
                    Files.deleteIfExists(path);
                }
            } catch (IOException e) {
                LOG.log(Level.WARNING, "the socket " + path + " of a manager stays", e);
            }
        }
    }

    @Override
    public String toString() {
        return link.server() + (closed ? ", closed" : "");
    }
}
