package io.furcula;

import io.furcula.internal.named.NamedGroup;
import io.furcula.internal.named.NamedKind;
import io.furcula.internal.shared.BlockViews;
import io.furcula.internal.shared.SharedBlock;
import io.furcula.internal.shared.SharedLock;
import io.furcula.internal.start.Self;
import io.furcula.spi.SegmentRef;
import io.furcula.sync.Barrier;
import io.furcula.sync.BoundedSemaphore;
import io.furcula.sync.CountDownLatch;
import io.furcula.sync.Event;
import io.furcula.sync.Lock;
import io.furcula.sync.ReadWriteLock;
import io.furcula.sync.Semaphore;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;

/**
 * A group of shared objects that processes find by name, also such as were started separately: each
 * opens the group, and asks it for its objects.
 *
 * <pre>{@code
 * try (Named app = Named.open("app")) {
 *     LongValue counter = app.longValue("counter", 0);
 *     counter.add(1);
 * }
 * }</pre>
 *
 * <p>Whoever comes first creates an object, complete; if several come at once, they get the same one.
 * All name the same kind, and the same capacity, length or count, or get a {@link
 * SharedMemoryException} that names both. Asked twice, a group returns the same object.
 *
 * <p>A process holds a group until it closes it or ends, however it ends; as often as it has opened it.
 * The last one removes the group with all that is in it, or, where the last one was killed, the next to
 * open a group does: then the names are free, and objects are made anew. So long as one process
 * holds a group, its objects are those that they were, whoever else is killed.
 *
 * <p>Names are those of one user, in one pid namespace (container). They have one to 100 letters, digits,
 * {@code _}, {@code .} and {@code -}, and parts separated by {@code /}: {@code "team/app"}. Files and folders
 * are their owner's alone (0600, 0700); others are refused. Processes that are to meet must have the same {@code
 * furcula.segments.directory}, if any.
 *
 * <p>An object can be passed to a child and sent through a queue, as any other. Such a child
 * does not hold the group: it must attach the object while somebody does, and one that is to hold it by itself opens it.
 *
 * <p>Every method throws {@link IllegalArgumentException} if a name or number is not allowed, {@link
 * IllegalStateException} if this group is closed or was opened by the process that this one is a copy of,
 * {@link SharedMemoryFullException} if there is no room, and {@link SharedMemoryException} if files
 * cannot be used, belong to somebody else, or another process was stopped in the middle of opening or
 * closing a group and has not gone on within 10 s. Then nothing has changed.
 *
 * <p><b>Thread safety:</b> safe for any number of threads and processes.
 */
public final class Named implements AutoCloseable {

    private final String name;
    private final NamedGroup group;
    private final Self owner = Self.current();

    /** What was handed out; guarded by itself. */
    private final Map<String, Opened> opened = new HashMap<>();

    private boolean closed;

    /** An object, and what gives up this process's use of its memory. */
    private record Opened(NamedKind kind, long parameter, Object object, Runnable release) {

        boolean isAs(NamedKind wanted, long size) {
            return kind == wanted && parameter == size;
        }

        boolean isClosed() {
            return (object instanceof SharedObject shared && shared.isClosed())
                    || (object instanceof Queue<?> queue && queue.isClosedHere());
        }
    }

    private Named(String name, NamedGroup group) {
        this.name = name;
        this.group = group;
    }

    /**
     * {@return a group, held by this process}
     *
     * @param name its name
     */
    public static Named open(String name) {
        return new Named(name, NamedGroup.open(name));
    }

    /**
     * {@return a lock} As {@link Lock#create}. Its conditions are its process's: they have no name.
     *
     * @param object its name
     */
    public Lock lock(String object) {
        return block(
                object,
                NamedKind.LOCK,
                0,
                Lock::create,
                Lock.class,
                block -> new SharedLock(block, false));
    }

    /**
     * {@return a lock that its holder may take again} As {@link Lock#reentrant}.
     *
     * @param object its name
     */
    public Lock reentrantLock(String object) {
        return block(
                object,
                NamedKind.REENTRANT_LOCK,
                0,
                Lock::reentrant,
                Lock.class,
                block -> new SharedLock(block, true));
    }

    /**
     * {@return a pair of locks} As {@link ReadWriteLock#create}.
     *
     * @param object its name
     */
    public ReadWriteLock readWriteLock(String object) {
        return primitive(
                object, NamedKind.READ_WRITE_LOCK, 0, ReadWriteLock::create, ReadWriteLock.class);
    }

    /**
     * {@return a semaphore} As {@link Semaphore#create}.
     *
     * @param object its name
     * @param permits how many there are at first; at least 0
     */
    public Semaphore semaphore(String object, int permits) {
        return primitive(
                object,
                NamedKind.SEMAPHORE,
                permits,
                () -> Semaphore.create(permits),
                Semaphore.class);
    }

    /**
     * {@return a semaphore whose permits come back from a holder that was killed} As {@link
     * BoundedSemaphore#create}.
     *
     * @param object its name
     * @param bound how many permits there are; at least 1
     */
    public BoundedSemaphore boundedSemaphore(String object, int bound) {
        return primitive(
                object,
                NamedKind.BOUNDED_SEMAPHORE,
                bound,
                () -> BoundedSemaphore.create(bound),
                BoundedSemaphore.class);
    }

    /**
     * {@return an event} As {@link Event#create}.
     *
     * @param object its name
     */
    public Event event(String object) {
        return primitive(object, NamedKind.EVENT, 0, Event::create, Event.class);
    }

    /**
     * {@return a latch} As {@link CountDownLatch#create}.
     *
     * @param object its name
     * @param count how often it is to be counted down; at least 0
     */
    public CountDownLatch countDownLatch(String object, long count) {
        return primitive(
                object,
                NamedKind.COUNT_DOWN_LATCH,
                count,
                () -> CountDownLatch.create(count),
                CountDownLatch.class);
    }

    /**
     * {@return a barrier} As {@link Barrier#create}.
     *
     * @param object its name
     * @param parties how many wait for one another; at least 1, at most 4096
     */
    public Barrier barrier(String object, int parties) {
        return primitive(
                object, NamedKind.BARRIER, parties, () -> Barrier.create(parties), Barrier.class);
    }

    /**
     * {@return a value} As {@link Value#ofBoolean}.
     *
     * @param object its name
     * @param initial its value, if it is not there yet
     */
    public BooleanValue booleanValue(String object, boolean initial) {
        return shared(
                object,
                NamedKind.BOOLEAN_VALUE,
                0,
                () -> Value.ofBoolean(initial),
                BooleanValue.class,
                BooleanValue::new);
    }

    /**
     * {@return a value} As {@link Value#ofInt}.
     *
     * @param object its name
     * @param initial its value, if it is not there yet
     */
    public IntValue intValue(String object, int initial) {
        return shared(
                object,
                NamedKind.INT_VALUE,
                0,
                () -> Value.ofInt(initial),
                IntValue.class,
                IntValue::new);
    }

    /**
     * {@return a value} As {@link Value#ofLong}.
     *
     * @param object its name
     * @param initial its value, if it is not there yet
     */
    public LongValue longValue(String object, long initial) {
        return shared(
                object,
                NamedKind.LONG_VALUE,
                0,
                () -> Value.ofLong(initial),
                LongValue.class,
                LongValue::new);
    }

    /**
     * {@return a value} As {@link Value#ofDouble}.
     *
     * @param object its name
     * @param initial its value, if it is not there yet
     */
    public DoubleValue doubleValue(String object, double initial) {
        return shared(
                object,
                NamedKind.DOUBLE_VALUE,
                0,
                () -> Value.ofDouble(initial),
                DoubleValue.class,
                DoubleValue::new);
    }

    /**
     * {@return an array, all zero at first} As {@link Array#ofBytes}.
     *
     * @param object its name
     * @param length how many elements
     */
    public ByteArray byteArray(String object, int length) {
        return shared(
                object,
                NamedKind.BYTE_ARRAY,
                length,
                () -> Array.ofBytes(length),
                ByteArray.class,
                ByteArray::new);
    }

    /**
     * {@return an array, all zero at first} As {@link Array#ofInts}.
     *
     * @param object its name
     * @param length how many elements
     */
    public IntArray intArray(String object, int length) {
        return shared(
                object,
                NamedKind.INT_ARRAY,
                length,
                () -> Array.ofInts(length),
                IntArray.class,
                IntArray::new);
    }

    /**
     * {@return an array, all zero at first} As {@link Array#ofLongs}.
     *
     * @param object its name
     * @param length how many elements
     */
    public LongArray longArray(String object, int length) {
        return shared(
                object,
                NamedKind.LONG_ARRAY,
                length,
                () -> Array.ofLongs(length),
                LongArray.class,
                LongArray::new);
    }

    /**
     * {@return an array, all zero at first} As {@link Array#ofDoubles}.
     *
     * @param object its name
     * @param length how many elements
     */
    public DoubleArray doubleArray(String object, int length) {
        return shared(
                object,
                NamedKind.DOUBLE_ARRAY,
                length,
                () -> Array.ofDoubles(length),
                DoubleArray.class,
                DoubleArray::new);
    }

    /**
     * {@return an array, all zero at first} As {@link Array#ofFloats}.
     *
     * @param object its name
     * @param length how many elements
     */
    public FloatArray floatArray(String object, int length) {
        return shared(
                object,
                NamedKind.FLOAT_ARRAY,
                length,
                () -> Array.ofFloats(length),
                FloatArray.class,
                FloatArray::new);
    }

    /**
     * {@return an array, all zero at first} As {@link Array#ofShorts}.
     *
     * @param object its name
     * @param length how many elements
     */
    public ShortArray shortArray(String object, int length) {
        return shared(
                object,
                NamedKind.SHORT_ARRAY,
                length,
                () -> Array.ofShorts(length),
                ShortArray.class,
                ShortArray::new);
    }

    /**
     * {@return a queue without a bound} As {@link Queue#create()}, but {@link Queue#close} gives up this
     * process's hold alone, whoever created it: {@link Queue#shutdown} ends it for all.
     *
     * @param <E> the messages' type, the same in every process
     * @param object its name
     */
    public <E> Queue<E> queue(String object) {
        return queue(object, NamedKind.UNBOUNDED, Queue::create);
    }

    /**
     * {@return a queue that holds a limited number of messages} As {@link Queue#create(int)}, but {@link
     * Queue#close} gives up this process's hold alone, whoever created it: {@link Queue#shutdown} ends it
     * for all.
     *
     * @param <E> the messages' type, the same in every process
     * @param object its name
     * @param capacity how many, at least 1
     */
    public <E> Queue<E> queue(String object, int capacity) {
        return queue(object, capacity, () -> Queue.create(capacity));
    }

    @SuppressWarnings("unchecked") // whoever opens it says what is in it
    private <E> Queue<E> queue(String object, long capacity, Runnable create) {
        return get(object, NamedKind.QUEUE, capacity, create, Queue.class, ref -> {
            Queue<E> queue = Queue.attach(ref);
            return new Opened(NamedKind.QUEUE, capacity, queue, queue::close);
        });
    }

    private <T extends SharedObject> T shared(
            String object,
            NamedKind kind,
            long parameter,
            Runnable create,
            Class<T> type,
            Function<SharedBlock, T> over) {
        return get(object, kind, parameter, create, type, ref -> {
            T shared = over.apply(SharedBlock.attachWhole(ref));
            return new Opened(kind, parameter, shared, shared::close);
        });
    }

    private <T> T primitive(
            String object, NamedKind kind, long parameter, Runnable create, Class<T> type) {
        return block(object, kind, parameter, create, type, b -> BlockViews.over(type, b));
    }

    private <T> T block(
            String object,
            NamedKind kind,
            long parameter,
            Runnable create,
            Class<T> type,
            Function<SharedBlock, ? extends T> over) {
        return get(object, kind, parameter, create, type, ref -> {
            SharedBlock block = SharedBlock.attachWhole(ref);
            return new Opened(kind, parameter, over.apply(block), block::free);
        });
    }

    private <T> T get(
            String object,
            NamedKind kind,
            long parameter,
            Runnable create,
            Class<T> type,
            Function<SegmentRef, Opened> attach) {
        synchronized (opened) {
            if (closed) {
                throw new IllegalStateException("the group '" + name + "' is closed");
            }
            group.requireOwn();
            Opened there = opened.get(object);
            if (there == null || !there.isAs(kind, parameter) || there.isClosed()) {
                there = attach.apply(group.object(object, kind, parameter, create));
                opened.put(object, there);
            }
            return type.cast(there.object);
        }
    }

    /**
     * Gives up this process's hold on the group, and closes the values, arrays and queues that it was
     * asked for; locks and what else there is without a {@code close} must not be used any more, since
     * the group may be another one's soon. Idempotent. A child that is a thread shares its parent's
     * object: its call does nothing.
     *
     * @throws SharedMemoryException as every method; the group is held until this process ends, or
     *     {@code close} is called again
     */
    @Override
    public void close() {
        if (Self.current() != owner) {
            return;
        }
        synchronized (opened) {
            closed = true;
            opened.values().forEach(o -> o.release.run());
            opened.clear();
            group.close();
        }
    }

    /** {@return for example {@code Named[app]}} */
    @Override
    public String toString() {
        synchronized (opened) {
            return "Named[" + name + (closed ? ", closed]" : "]");
        }
    }
}
