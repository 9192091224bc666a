package io.furcula.internal.manager;

import io.furcula.AuthKey;
import io.furcula.ConnectionFailedException;
import io.furcula.NotTransferableException;
import io.furcula.PeerLostException;
import io.furcula.RemoteException;
import io.furcula.internal.ErrorText;
import io.furcula.internal.start.Self;
import io.furcula.manager.ManagerLostException;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.net.SocketAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Deque;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import org.jspecify.annotations.Nullable;

/**
 * This JVM's session with a server: its connections, and its {@linkplain LiveProxies proxies}. There is one
 * for each server; a copy of the JVM makes its own, and has the proxies there are in it counted as well.
 *
 * <p><b>Thread safety:</b> safe for any number of threads: each call has a connection for itself.
 */
public final class Link {

    private static final Map<UUID, Link> LINKS = new ConcurrentHashMap<>();

    private static final SecureRandom RANDOM = new SecureRandom();

    private static final int MOST_IDLE = 32;
    private static final Duration MOMENT = Duration.ofMillis(50);

    /** Of a JVM, or a thread of it that is no child. */
    private static final long NO_MEMBER = 0;

    private final ServerRef server;
    private final byte[] session;
    private final CallConnection first;
    private final Self jvm = Self.jvm();
    private final Deque<CallConnection> idle = new ConcurrentLinkedDeque<>();
    private final Set<Self> members = ConcurrentHashMap.newKeySet();
    private final AtomicInteger managers = new AtomicInteger();
    private final LiveProxies proxies;
    private final ServerControl control;
    private volatile boolean closed;

    private Link(ServerRef server, byte[] session, CallConnection first) {
        this.server = server;
        this.session = session;
        this.first = first;
        this.proxies = new LiveProxies(server, this::sendReleases);
        this.control = (ServerControl) Proxy.newProxyInstance(
                ServerControl.class.getClassLoader(),
                new Class<?>[] {ServerControl.class},
                new RemoteObject(server, Wire.CONTROL, ServerControl.class));
    }

    /* Opening. */

    /**
     * {@return this JVM's session with a server}
     *
     * @throws ManagerLostException if it cannot be reached
     */
    static Link of(ServerRef server) {
        Link link = LINKS.get(server.id());
        return link != null && link.isUsable() ? link : openAgain(server);
    }

    private static Link openAgain(ServerRef server) {
        synchronized (server) {
            Link before = LINKS.get(server.id());
            if (before != null && before.isUsable()) {
                return before;
            }
            Link link;
            try {
                link = open(
                        server.address(),
                        server.key(),
                        server.maxMessageBytes(),
                        new byte[Wire.TOKEN_BYTES],
                        CallConnection.CONNECT_LIMIT);
            } catch (ConnectionFailedException | PeerLostException | TimeoutException e) {
                throw lost(server, "it does not answer", e);
            }
            if (link.server != server) {
                link.close();
                throw lost(
                        server, "another one has its address", new IOException("another server"));
            }
            LINKS.put(server.id(), link);
            if (before != null) {
                link.adopt(before);
            }
            return link;
        }
    }

    private void adopt(Link before) {
        long[] ids = proxies.adopt(before.proxies);
        if (ids.length > 0) {
            control.claim(ids, false);
        }
    }

    /**
     * Connects to a server, for a manager.
     *
     * @param address where it is
     * @param key its key
     * @param maxMessageBytes the largest message
     * @param token the owner's, or zeros
     * @param limit the longest wait
     * @return the session; to be {@linkplain #leave left}
     * @throws TimeoutException if it does not accept in time
     * @throws ConnectionFailedException if nobody listens there, or it has another key
     */
    public static Link connect(
            SocketAddress address, AuthKey key, int maxMessageBytes, byte[] token, Duration limit)
            throws TimeoutException {
        Link opened = open(address, key, maxMessageBytes, token, limit);
        synchronized (opened.server) {
            Link link = LINKS.get(opened.server.id());
            if (link != null && link.isUsable()) {
                opened.close();
            } else {
                link = opened;
                LINKS.put(opened.server.id(), opened);
            }
            link.managers.incrementAndGet();
            return link;
        }
    }

    private static Link open(
            SocketAddress address, AuthKey key, int maxMessageBytes, byte[] token, Duration limit)
            throws TimeoutException {
        byte[] session = new byte[Wire.ID_BYTES];
        RANDOM.nextBytes(session);
        CallConnection first = CallConnection.open(address, key, maxMessageBytes, limit);
        byte[] answer;
        try {
            answer = first.exchange(
                    Wire.message(out -> {
                        out.writeByte(Wire.OPEN);
                        out.write(session);
                        out.write(token);
                    }),
                    limit);
        } catch (TimeoutException | RuntimeException e) {
            first.close();
            throw e;
        }
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(answer))) {
            ServerRef server = ServerRef.of(new UUID(in.readLong(), in.readLong()), address);
            server.learn(key, maxMessageBytes, Set.of(), null);
            return new Link(server, session, first);
        } catch (IOException e) {
            first.close();
            throw new ConnectionFailedException(
                    ErrorText.of("FUR-502", "Whoever listens at " + address + " is no manager.")
                            .toString(),
                    e);
        }
    }

    /** {@return whether calls can go through it, as far as is known} */
    boolean isUsable() {
        return !closed && jvm == Self.jvm();
    }

    /** {@return whether it is known that the server is gone} */
    boolean hasEnded() {
        return closed || first.hasEnded();
    }

    /** {@return the server} */
    public ServerRef server() {
        return server;
    }

    /** {@return the server's own methods} */
    ServerControl control() {
        return control;
    }

    /* Calling. */

    /**
     * Calls a method of an object in the server.
     *
     * @param id the object's number
     * @param call the method
     * @param arguments its arguments
     * @return its result
     * @throws Throwable what it throws, or what keeps it from being called
     */
    @Nullable
    Object call(long id, Exposed.Call call, @Nullable Object[] arguments) throws Throwable {
        if (call.isInterruptible() && Thread.interrupted()) {
            throw new InterruptedException("interrupted before " + call.signature());
        }
        byte[][] encoded = new byte[arguments.length][];
        for (int i = 0; i < arguments.length; i++) {
            encoded[i] = Wire.encode(arguments[i], "argument", this::replacement);
        }
        CallConnection connection = take(call);
        Answer answer;
        boolean usable = false;
        try {
            long number = connection.nextCall();
            byte[] request = request(number, id, call, encoded);
            answer = Answer.read(connection.exchange(number, request, patience(call)));
            proxies.granted(answer.granted());
            if (answer.needsAck()) {
                connection.send(Wire.message(out -> {
                    out.writeByte(Wire.ACK);
                    out.writeLong(number);
                }));
            }
            usable = true;
        } catch (NotTransferableException e) {
            usable = true; // too large: nothing was sent
            throw e;
        } catch (PeerLostException | IllegalStateException | IOException e) {
            throw lostDuring(call, e);
        } finally {
            if (usable) {
                give(connection);
            } else {
                connection.close();
            }
        }
        try {
            return result(call, answer);
        } finally {
            proxies.dropUnused(answer.granted());
        }
    }

    private Object replacement(Object object) {
        return object instanceof ProxyHandle handle && handle.isOf(server)
                ? handle.reference()
                : object;
    }

    private byte[] request(long number, long id, Exposed.Call call, byte[][] arguments) {
        long member = member();
        return Wire.message(out -> {
            out.writeByte(Wire.CALL);
            out.writeLong(number);
            out.writeLong(id);
            out.writeLong(member);
            out.writeLong(threadId());
            out.writeUTF(call.signature());
            out.writeByte(arguments.length);
            for (byte[] argument : arguments) {
                Wire.writeBytes(out, argument);
            }
        });
    }

    /** Of a virtual thread, too. */
    @SuppressWarnings("deprecation") // threadId() is newer than JDK 17
    private static long threadId() {
        return Thread.currentThread().getId();
    }

    private static CallConnection.Patience patience(Exposed.Call call) {
        if (!call.isInterruptible()) {
            return CallConnection.Patience.ENDLESS;
        }
        return call.method().getDeclaringClass() == Condition.class
                ? CallConnection.Patience.AFTER_CANCEL
                : CallConnection.Patience.SHORT;
    }

    private @Nullable Object result(Exposed.Call call, Answer answer) throws Throwable {
        switch (answer.status()) {
            case Wire.RETURNED -> {
                return decode(answer.value());
            }
            case Wire.THREW -> throw failure(call, answer);
            default -> throw answer.refusal();
        }
    }

    private @Nullable Object decode(byte[] bytes) {
        return Reading.read(
                bytes,
                (id, type) -> proxies.proxy(id, type(type)),
                server.allowed(),
                server.filter(),
                "the manager at " + server);
    }

    private Throwable failure(Exposed.Call call, Answer answer) {
        if (!(decode(answer.value()) instanceof RemoteException description)) {
            return new IllegalStateException("the manager at " + server + " reports no failure");
        }
        Throwable rebuilt = null;
        if (answer.failure().length > 0) {
            try {
                rebuilt = decode(answer.failure()) instanceof Throwable t ? t : null;
            } catch (RuntimeException | LinkageError e) {
                rebuilt = null; // its class is missing or not allowed here: the description must do
            }
        }
        if (rebuilt == null || !call.declares(rebuilt)) {
            return description;
        }
        if (rebuilt instanceof InterruptedException) {
            Thread.interrupted(); // it was this thread's: now it is told
        }
        return withStack(rebuilt, description);
    }

    /** Thrown here, by what was thrown there. */
    private static Throwable withStack(Throwable rebuilt, RemoteException description) {
        rebuilt.setStackTrace(new Throwable().getStackTrace());
        try {
            if (rebuilt.getCause() == null) {
                rebuilt.initCause(description);
                return rebuilt;
            }
        } catch (IllegalStateException e) {
            // It was made with no cause, and that cannot be changed.
        }
        rebuilt.addSuppressed(description);
        return rebuilt;
    }

    /* Connections. */

    private CallConnection take(Exposed.Call call) {
        CallConnection connection = idle.poll();
        if (connection != null) {
            return connection;
        }
        try {
            CallConnection opened = CallConnection.open(
                    server.address(),
                    server.key(),
                    server.maxMessageBytes(),
                    CallConnection.CONNECT_LIMIT);
            opened.send(Wire.message(out -> {
                out.writeByte(Wire.JOIN);
                out.write(session);
            }));
            return opened;
        } catch (ConnectionFailedException
                | PeerLostException
                | IllegalStateException
                | TimeoutException e) {
            throw lostDuring(call, e);
        }
    }

    private void give(CallConnection connection) {
        if (closed || idle.size() >= MOST_IDLE) {
            connection.close();
            return;
        }
        idle.push(connection);
        if (closed) {
            closeIdle();
        }
    }

    private void closeIdle() {
        for (CallConnection c = idle.poll(); c != null; c = idle.poll()) {
            c.close();
        }
    }

    private RuntimeException lostDuring(Exposed.Call call, Exception e) {
        if (!closed && first.hasEnded()) {
            close();
        }
        return lost(server, call.method().getName() + " may have been done, or not", e);
    }

    private static ManagerLostException lost(ServerRef server, String detail, Exception e) {
        return new ManagerLostException(
                ErrorText.of(
                                "FUR-601",
                                "The manager at " + server + " is gone: " + detail + " ("
                                        + firstLine(e)
                                        + ").")
                        .likely("it was closed, or the process of its server has ended")
                        .toString(),
                e);
    }

    private static String firstLine(Exception e) {
        return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    }

    /** Its proxies cannot call any more, until they connect again. */
    public void close() {
        closed = true;
        LINKS.remove(server.id(), this);
        if (jvm == Self.jvm()) {
            first.close();
            closeIdle();
        }
    }

    /** A manager is closed: the session ends once no proxy is left either. */
    public void leave() {
        managers.decrementAndGet();
        closeIfUnused();
    }

    private void closeIfUnused() {
        synchronized (server) { // nobody gets a proxy of it meanwhile
            if (managers.get() == 0 && proxies.isEmpty()) {
                close();
            }
        }
    }

    /* Whose calls they are. */

    private long member() {
        Self self = Self.current();
        if (self == jvm) {
            return NO_MEMBER;
        }
        long word = self.word();
        if (members.add(self)) {
            self.onEnd(() -> memberEnded(self, word));
        }
        return word;
    }

    private void memberEnded(Self self, long word) {
        members.remove(self);
        if (isUsable()) {
            try {
                first.send(Wire.message(out -> {
                    out.writeByte(Wire.MEMBER_ENDED);
                    out.writeLong(word);
                }));
            } catch (PeerLostException | IllegalStateException e) {
                // Then there is no lock to be given back.
            }
        }
    }

    /* Proxies. */

    /** {@return what a proxy is here that was sent by another process, or another server} */
    static Object received(ServerRef server, long id, String typeName, boolean pinned) {
        Class<?> type = type(typeName);
        if (server.hasKey()) {
            try {
                Link link;
                Object proxy;
                synchronized (server) {
                    link = of(server);
                    proxy = link.proxies.proxy(id, type);
                }
                link.control.claim(new long[] {id}, pinned);
                return proxy;
            } catch (ManagerLostException e) {
                // Whoever uses it finds out.
            }
        }
        return Kind.proxy(type, new RemoteObject(server, id, type));
    }

    private static Class<?> type(String name) {
        ClassLoader context = Thread.currentThread().getContextClassLoader();
        try {
            Class<?> type = Class.forName(
                    name, false, context == null ? Link.class.getClassLoader() : context);
            if (!type.isInterface()) {
                throw new IllegalArgumentException(name + " is no interface");
            }
            return type;
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(
                    ErrorText.of(
                                    "FUR-204",
                                    "The interface " + name + " of a proxy is missing here.")
                            .remedy("put it on this process's class path")
                            .toString(),
                    e);
        }
    }

    /** {@return whether they were sent} */
    private boolean sendReleases(byte[] message) {
        if (!isUsable()) {
            return true; // the server drops them with the session
        }
        try {
            boolean sent = first.sendSoon(message, MOMENT);
            closeIfUnused();
            return sent;
        } catch (PeerLostException | IllegalStateException e) {
            return true; // likewise
        }
    }

    static @Nullable Link known(ServerRef server) {
        return LINKS.get(server.id());
    }

    LiveProxies proxies() {
        return proxies;
    }

    /**
     * Has the server end.
     *
     * @param limit how long the answer may take
     */
    public void shutdown(Duration limit) {
        try {
            CallConnection connection = take(Exposed.TO_STRING);
            try {
                connection.exchange(
                        request(
                                connection.nextCall(),
                                Wire.CONTROL,
                                Exposed.of(ServerControl.class).call(shutdownMethod()),
                                new byte[0][]),
                        limit);
            } finally {
                connection.close();
            }
        } catch (ManagerLostException | PeerLostException | IllegalStateException e) {
            // It has ended.
        } catch (TimeoutException e) {
            // Then it is stopped otherwise.
        }
    }

    private static java.lang.reflect.Method shutdownMethod() {
        try {
            return ServerControl.class.getDeclaredMethod("shutdown");
        } catch (NoSuchMethodException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public String toString() {
        return "Link[" + server + "]";
    }
}
