package io.furcula.manager;

import io.furcula.AuthKey;
import io.furcula.AuthenticationFailedException;
import io.furcula.ConnectionFailedException;
import io.furcula.ConnectionOptions;
import io.furcula.Context;
import io.furcula.NotTransferableException;
import io.furcula.Process;
import io.furcula.StartFailedException;
import io.furcula.Target;
import io.furcula.internal.manager.ManagerRuntime;
import io.furcula.internal.manager.ReadyMade;
import io.furcula.internal.manager.ServerConfig;
import io.furcula.internal.manager.SignatureTypes;
import io.furcula.internal.shared.Timeouts;
import java.io.ObjectInputFilter;
import java.io.Serializable;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.Lock;
import org.jspecify.annotations.Nullable;

/**
 * Objects that live in one process, the manager's server, and are used by any number of others through
 * proxies: Python's {@code multiprocessing.Manager}.
 *
 * <pre>{@code
 * try (Manager manager = Manager.start()) {
 *     ConcurrentMap<String, Integer> words = manager.map();
 *     Ledger ledger = manager.create(Ledger.class, BankLedger::new);
 *     Process.start(Bookkeeper::work, words, ledger).requireSuccess();
 * }
 * }</pre>
 *
 * <p>A proxy implements the interface of its object, and sends each call to the server. It can be passed to
 * processes, put into queues, and stored in managed collections. What is sent as an argument or a result is a
 * copy, unless it is a proxy. Several calls of an object run at the same time: an object of one's own must be
 * safe for that.
 *
 * <p>A method that declares {@link InterruptedException} answers an interrupt within 100 ms: it has done
 * nothing then, unless the object ignores interrupts; then it goes on in the server and its result is
 * dropped. Other methods finish, and the thread stays interrupted.
 *
 * <p>The server holds an object as long as any process has a proxy of it, or a managed object refers to it. It
 * ends when its manager is closed, or the process ends that has started it; proxies then throw {@link
 * ManagerLostException}.
 *
 * <p>Who calls must have the server's {@link AuthKey}; proxies that are passed to processes bring it. Only the
 * methods of interfaces that are registered can be called, and only values of the JDK and classes that those
 * methods name can be sent, besides what is {@linkplain Builder#allow allowed}.
 *
 * <p><b>Thread safety:</b> safe for any number of threads, as proxies are.
 */
/* A long file for its factory methods and their documentation; what they do is in ManagerRuntime. */
public final class Manager implements AutoCloseable {

    private final ManagerRuntime runtime;

    private Manager(ManagerRuntime runtime) {
        this.runtime = runtime;
    }

    /**
     * Makes an object, in the server.
     *
     * @param <T> the object's type
     */
    @FunctionalInterface
    public interface Factory<T> extends Serializable {

        /**
         * {@return the object} If it returns the same one each time, all proxies are of that one.
         *
         * @throws Exception any failure
         */
        T create() throws Exception;
    }

    /* Beginning. */

    /**
     * Starts a server in a process of its own, by the global start method.
     *
     * @return its manager
     * @throws StartFailedException if it cannot be started; nothing is left behind
     */
    public static Manager start() {
        return builder().start();
    }

    /**
     * Starts a server in a process of its own.
     *
     * @param context how it is started
     * @return its manager
     * @throws StartFailedException if it cannot be started; nothing is left behind
     */
    public static Manager start(Context context) {
        return builder().context(context).start();
    }

    /**
     * Connects to a server that some other process has.
     *
     * @param address where it is
     * @param key its key
     * @return a manager; closing it does not end the server
     * @throws AuthenticationFailedException if it has another key
     * @throws ConnectionFailedException if nobody listens there, or does not answer within 10 s
     */
    public static Manager connect(SocketAddress address, AuthKey key) {
        return builder().address(address).authKey(key).connect();
    }

    /**
     * Connects to a server that some other process has, if it answers in time.
     *
     * @param address where it is
     * @param key its key
     * @param timeout the longest wait
     * @return a manager; closing it does not end the server
     * @throws TimeoutException if it does not answer in time
     * @throws AuthenticationFailedException if it has another key
     * @throws ConnectionFailedException if nobody listens there
     */
    public static Manager connect(SocketAddress address, AuthKey key, Duration timeout)
            throws TimeoutException {
        return builder().address(address).authKey(key).connect(timeout);
    }

    /** {@return a builder of a manager} */
    public static Builder builder() {
        return new Builder();
    }

    /* Objects of one's own. */

    /**
     * Creates an object of any class, in a server that this process has started.
     *
     * @param <I> its interface
     * @param type its interface; from here on its methods can be called, and what they name can be sent
     * @param factory makes it, in the server; is sent there
     * @return a proxy
     * @throws NotTransferableException if the factory cannot be serialised
     * @throws IllegalStateException if another process has started the server, or the factory fails
     * @throws ManagerLostException if the server is gone
     */
    public <I> I create(Class<I> type, Factory<? extends I> factory) {
        return type.cast(runtime.createOwn(type, factory));
    }

    /**
     * Creates an object of what is registered by a name.
     *
     * @param <I> its interface
     * @param name the name
     * @param type the interface that it is registered with, or one that this extends
     * @return a proxy
     * @throws IllegalArgumentException if nothing is registered by this name
     * @throws ClassCastException if it is registered with another interface
     * @throws IllegalStateException if its factory fails
     * @throws ManagerLostException if the server is gone
     */
    public <I> I create(String name, Class<I> type) {
        return type.cast(runtime.create(type, name));
    }

    /* Ready-made ones. */

    /**
     * {@return a proxy of a new map} Keys and values are not null.
     *
     * @param <K> the keys' type
     * @param <V> the values' type
     */
    public <K, V> ConcurrentMap<K, V> map() {
        return map(Map.of());
    }

    /**
     * {@return a proxy of a new map} Keys and values are not null. Iterators are of a copy. Methods that take
     * a function call it in this process, once more for each time that another one was quicker.
     *
     * @param <K> the keys' type
     * @param <V> the values' type
     * @param entries what it has at the beginning
     */
    @SuppressWarnings("unchecked")
    public <K, V> ConcurrentMap<K, V> map(Map<? extends K, ? extends V> entries) {
        return (ConcurrentMap<K, V>) make(ReadyMade.MAP, new HashMap<>(entries));
    }

    /**
     * {@return a proxy of a new list}
     *
     * @param <E> the elements' type
     */
    public <E extends @Nullable Object> List<E> list() {
        return list(List.of());
    }

    /**
     * {@return a proxy of a new list} Iterators and parts of it are copies, which cannot be changed.
     *
     * @param <E> the elements' type
     * @param elements what it has at the beginning
     */
    @SuppressWarnings("unchecked")
    public <E extends @Nullable Object> List<E> list(Collection<? extends E> elements) {
        return (List<E>) make(ReadyMade.LIST, new ArrayList<>(elements));
    }

    /**
     * {@return a proxy of a new array, as a list whose size does not change}
     *
     * @param <E> the elements' type
     * @param elements the elements
     */
    @SafeVarargs
    @SuppressWarnings({"unchecked", "varargs"}) // they are copied
    public final <E extends @Nullable Object> List<E> array(E... elements) {
        return (List<E>) make(ReadyMade.ARRAY, new ArrayList<>(Arrays.asList(elements)));
    }

    /**
     * {@return a proxy of a new set} Elements are not null.
     *
     * @param <E> the elements' type
     */
    public <E> Set<E> set() {
        return set(Set.of());
    }

    /**
     * {@return a proxy of a new set} Elements are not null. Iterators are of a copy.
     *
     * @param <E> the elements' type
     * @param elements what it has at the beginning
     */
    @SuppressWarnings("unchecked")
    public <E> Set<E> set(Collection<? extends E> elements) {
        return (Set<E>) make(ReadyMade.SET, new ArrayList<>(elements));
    }

    /**
     * {@return a proxy of a new queue without a limit}
     *
     * @param <E> the elements' type
     */
    public <E> ManagedQueue<E> queue() {
        return queue(Integer.MAX_VALUE);
    }

    /**
     * {@return a proxy of a new queue}
     *
     * @param <E> the elements' type
     * @param capacity how many elements there is room for, at least 1
     * @throws IllegalArgumentException if it is less than 1
     */
    @SuppressWarnings("unchecked")
    public <E> ManagedQueue<E> queue(int capacity) {
        return (ManagedQueue<E>) make(ReadyMade.QUEUE, capacity);
    }

    /**
     * {@return a proxy of a new lock, free} It belongs to the thread that took it, and is free again when the
     * process of that thread ends, which the server logs. Its holder cannot take it again.
     */
    public Lock lock() {
        return (Lock) make(ReadyMade.LOCK);
    }

    /** {@return a proxy of a new lock, free, that its holder may take again} Else as {@link #lock()}. */
    public Lock reentrantLock() {
        return (Lock) make(ReadyMade.REENTRANT_LOCK);
    }

    /**
     * {@return a proxy of a new semaphore}
     *
     * @param permits how many there are, at least 0
     * @throws IllegalArgumentException if it is less than 0
     */
    public ManagedSemaphore semaphore(int permits) {
        return (ManagedSemaphore) make(ReadyMade.SEMAPHORE, permits, Integer.MAX_VALUE);
    }

    /**
     * {@return a proxy of a new semaphore that never has more permits than at the beginning}
     *
     * @param permits how many there are, at least 0
     * @throws IllegalArgumentException if it is less than 0
     */
    public ManagedSemaphore boundedSemaphore(int permits) {
        return (ManagedSemaphore) make(ReadyMade.SEMAPHORE, permits, permits);
    }

    /** {@return a proxy of a new event, not set} */
    public ManagedEvent event() {
        return (ManagedEvent) make(ReadyMade.EVENT);
    }

    /**
     * {@return a proxy of a new barrier}
     *
     * @param parties how many wait for one another, at least 1
     * @throws IllegalArgumentException if it is less than 1
     */
    public ManagedBarrier barrier(int parties) {
        return (ManagedBarrier) make(ReadyMade.BARRIER, parties);
    }

    /** {@return a proxy of a new namespace, empty} */
    public Namespace namespace() {
        return (Namespace) make(ReadyMade.NAMESPACE);
    }

    /**
     * {@return a proxy of a new value}
     *
     * @param <T> its type
     * @param value what it is at the beginning
     */
    @SuppressWarnings("unchecked")
    public <T extends @Nullable Object> ManagedValue<T> value(T value) {
        return (ManagedValue<T>) make(ReadyMade.VALUE, value);
    }

    private Object make(ReadyMade what, @Nullable Object... arguments) {
        return runtime.create(Object.class, what.id(), arguments);
    }

    /* Asking. */

    /** {@return where the server listens; with the key, others can connect to it} */
    public SocketAddress address() {
        return runtime.address();
    }

    /** {@return the server's key} */
    public AuthKey authKey() {
        return runtime.key();
    }

    /** {@return the server's process, if this process has started it} */
    public Optional<Process> process() {
        return runtime.process();
    }

    /**
     * {@return how many objects the server holds}
     *
     * @throws ManagerLostException if the server is gone
     */
    public int numberOfObjects() {
        return runtime.numberOfObjects();
    }

    /**
     * {@return two lines for each object: its number, how many proxies are counted, its interface, and itself}
     *
     * @throws ManagerLostException if the server is gone
     */
    public String debugInfo() {
        return runtime.debugInfo();
    }

    /* Ending. */

    /**
     * Waits for the end of the server: until this manager is closed, or, if this process has not the server,
     * until that is gone.
     *
     * @throws InterruptedException if interrupted while waiting; the server goes on
     */
    public void join() throws InterruptedException {
        runtime.join(Long.MAX_VALUE);
    }

    /**
     * Waits for the end of the server, for a limited time.
     *
     * @param timeout the longest wait
     * @return whether it has ended
     * @throws InterruptedException if interrupted while waiting; the server goes on
     */
    public boolean join(Duration timeout) throws InterruptedException {
        return runtime.join(Timeouts.nanos(timeout));
    }

    /**
     * Ends the server that this manager has started: within 1 s if it can, else it is stopped as {@link
     * Process#close} does. Its socket's file is removed, and its proxies throw {@link ManagerLostException}. A
     * manager that has connected to a server gives up its use of it, and the server goes on. In a copy of this
     * process, such as a forked child, it changes nothing for the original. Idempotent.
     */
    @Override
    public void close() {
        runtime.close();
    }

    @Override
    public String toString() {
        return "Manager[" + runtime + "]";
    }

    /**
     * How a manager is to be.
     *
     * <p><b>Thread safety:</b> confined to one thread.
     */
    public static final class Builder {
        private Context context = Context.global();
        private @Nullable SocketAddress address;
        private @Nullable AuthKey key;
        private int maxMessageBytes = ConnectionOptions.DEFAULT_MAX_MESSAGE_BYTES;
        private @Nullable Target initializer;
        private @Nullable String pattern;
        private final Map<String, ServerConfig.Registration> registrations = new HashMap<>();
        private final Set<Class<?>> exposed = new HashSet<>();
        private final Set<String> allowed = new HashSet<>();

        private Builder() {}

        /**
         * Sets how the server's process is started.
         *
         * @param context the global start method by default
         * @return this
         */
        public Builder context(Context context) {
            this.context = context;
            return this;
        }

        /**
         * Sets where the server listens. What is sent is not encrypted: an address that other hosts can reach
         * is for a tunnel.
         *
         * @param address a Unix socket's, or that of a TCP port; by default a Unix socket in a folder that
         *     nobody else can enter
         * @return this
         */
        public Builder address(SocketAddress address) {
            this.address = address;
            return this;
        }

        /**
         * Sets the key that all who connect must have.
         *
         * @param key a random one by default
         * @return this
         */
        public Builder authKey(AuthKey key) {
            this.key = key;
            return this;
        }

        /**
         * Has something done in the server's process before it serves.
         *
         * @param initializer what to do; is sent there
         * @return this
         */
        public Builder initializer(Target initializer) {
            this.initializer = initializer;
            return this;
        }

        /**
         * Lets everybody who has the key create objects by a name. Methods of the interface can be called, and
         * the classes that they name can be sent. What a method returns whose return type is a registered
         * interface, and none of the JDK, is not copied: it gets a proxy.
         *
         * @param <I> the interface
         * @param name the name
         * @param type the interface
         * @param factory makes an object, in the server; is sent there, unless it is {@link #serve served}
         *     from this process. May return the same one each time
         * @return this
         * @throws IllegalArgumentException if it is no interface, or the name begins with {@code furcula.}
         */
        public <I> Builder register(String name, Class<I> type, Factory<? extends I> factory) {
            if (!type.isInterface()) {
                throw new IllegalArgumentException(
                        type.getName() + " is no interface: proxies implement interfaces");
            }
            if (name.startsWith(ReadyMade.PREFIX)) {
                throw new IllegalArgumentException(
                        "the name '" + name + "' begins with " + ReadyMade.PREFIX);
            }
            registrations.put(name, new ServerConfig.Registration(type, factory));
            return expose(type);
        }

        /**
         * Registers interfaces of objects that methods return: these get a proxy, and are not copied.
         *
         * @param types the interfaces, which nobody can create objects of by a name
         * @return this
         * @throws IllegalArgumentException if one is no interface
         */
        public Builder expose(Class<?>... types) {
            for (Class<?> type : types) {
                if (!type.isInterface()) {
                    throw new IllegalArgumentException(
                            type.getName() + " is no interface: proxies implement interfaces");
                }
                exposed.add(type);
                allowed.addAll(SignatureTypes.of(type));
            }
            return this;
        }

        /**
         * Lets objects of these classes be sent, with their superclasses, and those of the components of
         * records: as arguments, as results, and as elements of managed collections.
         *
         * @param classes for example records of the application
         * @return this
         */
        public Builder allow(Class<?>... classes) {
            for (Class<?> type : classes) {
                allowed.addAll(SignatureTypes.of(type));
            }
            return this;
        }

        /**
         * Lets objects of classes be sent that a pattern allows, besides those that are allowed already.
         *
         * @param pattern as {@link ObjectInputFilter.Config#createFilter} defines it, for example {@code
         *     com.acme.messages.*}
         * @return this
         * @throws IllegalArgumentException if it is no such pattern
         */
        public Builder filter(String pattern) {
            ObjectInputFilter filter = ObjectInputFilter.Config.createFilter(pattern);
            this.pattern = filter == null ? null : pattern;
            return this;
        }

        /**
         * Limits the arguments and the result of one call.
         *
         * @param bytes the most bytes, from 1000 to 2147483639; 64 MiB by default
         * @return this
         * @throws IllegalArgumentException if it is out of these bounds
         */
        public Builder maxMessageBytes(int bytes) {
            if (bytes < 1000 || bytes > Integer.MAX_VALUE - 8) {
                throw new IllegalArgumentException(
                        "maxMessageBytes=" + bytes + " is not between 1000 and 2147483639");
            }
            this.maxMessageBytes = bytes;
            return this;
        }

        /**
         * Starts the server, in a process of its own. It ends with this process at the latest.
         *
         * @return its manager
         * @throws StartFailedException if it cannot be started; nothing is left behind
         * @throws NotTransferableException if a factory or the initialiser must be serialised and cannot be
         */
        public Manager start() {
            return new Manager(ManagerRuntime.start(context, config()));
        }

        /**
         * Serves from this process, in threads of its own. Factories may share what they make with this
         * process: proxies in others call the very object.
         *
         * @return its manager
         * @throws ConnectionFailedException if it cannot listen; nothing is left behind
         */
        public Manager serve() {
            return new Manager(ManagerRuntime.serve(config()));
        }

        /**
         * Connects to a server at the address, which some other process has.
         *
         * @return a manager; closing it does not end the server
         * @throws IllegalStateException if there is no address, or no key
         * @throws AuthenticationFailedException if the server has another key
         * @throws ConnectionFailedException if nobody listens there, or does not answer within 10 s
         */
        public Manager connect() {
            Duration limit = Duration.ofSeconds(10);
            try {
                return connect(limit);
            } catch (TimeoutException e) {
                throw ManagerRuntime.silent(String.valueOf(address), limit, e);
            }
        }

        /**
         * Connects to a server at the address, which some other process has, if it answers in time.
         *
         * @param timeout the longest wait
         * @return a manager; closing it does not end the server
         * @throws TimeoutException if the server does not answer in time
         * @throws IllegalStateException if there is no address, or no key
         * @throws AuthenticationFailedException if the server has another key
         * @throws ConnectionFailedException if nobody listens there
         */
        public Manager connect(Duration timeout) throws TimeoutException {
            if (address == null || key == null) {
                throw new IllegalStateException("connect() needs an address and a key");
            }
            return new Manager(ManagerRuntime.connect(config(), timeout));
        }

        private ServerConfig config() {
            return new ServerConfig(
                    address == null ? ManagerRuntime.newAddress() : address,
                    key == null ? AuthKey.random() : key,
                    ManagerRuntime.newToken(),
                    maxMessageBytes,
                    initializer,
                    pattern,
                    registrations,
                    exposed,
                    allowed);
        }
    }
}
