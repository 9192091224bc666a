package io.furcula;

import io.furcula.internal.shared.BlockRef;
import io.furcula.internal.shared.SharedBlock;
import io.furcula.internal.shared.SharedLock;
import io.furcula.internal.start.Self;
import io.furcula.sync.Lock;
import io.furcula.sync.OwnerDiedException;
import java.io.InvalidObjectException;
import java.io.ObjectInputStream;
import java.io.Serializable;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What values and arrays have in common: a block of shared memory that begins with a lock.
 *
 * <pre>
 *  offset  bytes  field  written by            ordering
 *       0      8  LOCK   whoever takes it      compare-and-set, see RobustLock
 *       8      8  VALUE  anyone                volatile; the value, in 4 or 8 bytes (values only)
 * </pre>
 */
abstract class SharedObject implements Serializable {

    private static final long serialVersionUID = 1;

    static final int VALUE_OFFSET = 8;
    static final int VALUE_BYTES = 16;

    private final transient Kind kind;
    private final transient Memory memory;
    private final transient int offset;
    private final transient Self owner = Self.current();

    /** A block, until it is closed here; one for an array and all its slices. */
    private static final class Memory {
        private final SharedBlock block;

        /** Null once closed: an access after that fails and cannot crash. */
        private volatile @Nullable ByteBuffer open;

        Memory(SharedBlock block) {
            this.block = block;
            this.open = block.region().bytes();
        }
    }

    SharedObject(Kind kind, SharedBlock block) {
        this.kind = kind;
        this.memory = new Memory(block);
        this.offset = block.offset();
    }

    /** One that is closed when another one is. */
    SharedObject(SharedObject whole) {
        this.kind = whole.kind;
        this.memory = whole.memory;
        this.offset = whole.offset;
    }

    final ByteBuffer words() {
        ByteBuffer bytes = memory.open;
        if (bytes == null) {
            throw new IllegalStateException("this shared " + kind.label + " is closed");
        }
        return bytes;
    }

    final int valueOffset() {
        return offset + VALUE_OFFSET;
    }

    final int offset() {
        return offset;
    }

    final SharedBlock block() {
        words();
        return memory.block;
    }

    final boolean isClosed() {
        return memory.open == null;
    }

    /** Does something with a lock held, which is given back however that ends. */
    static <T> T locked(Lock lock, Supplier<T> work) throws InterruptedException {
        try {
            return locked(lock.hold(), work);
        } catch (OwnerDiedException e) {
            throw givenBack(lock, e);
        }
    }

    static <T> T locked(Lock lock, Duration timeout, Supplier<T> work)
            throws InterruptedException, TimeoutException {
        try {
            return locked(lock.hold(timeout), work);
        } catch (OwnerDiedException e) {
            throw givenBack(lock, e);
        }
    }

    private static <T> T locked(Lock.Held held, Supplier<T> work) {
        try (held) {
            return work.get();
        }
    }

    /** The work may have thrown one of another lock, and then this one is free already. */
    private static OwnerDiedException givenBack(Lock lock, OwnerDiedException e) {
        if (lock.isHeldByCurrentThread()) {
            lock.unlock();
        }
        return e;
    }

    public Lock lock() {
        return new SharedLock(block(), false);
    }

    public void close() {
        if (Self.current() != owner) {
            return; // a child that is a thread has its parent's object: it is not the child's to
            // close
        }
        synchronized (memory.block) {
            if (memory.open != null) {
                memory.open = null;
                memory.block.free();
            }
        }
    }

    /** Not private: subclasses are to inherit it. */
    final Object writeReplace() {
        return handle(block().export());
    }

    /** {@return what is sent instead of it} */
    Object handle(BlockRef exported) {
        return new Handle(kind, exported);
    }

    final Kind kind() {
        return kind;
    }

    private void readObject(ObjectInputStream in) throws InvalidObjectException {
        throw new InvalidObjectException("a shared object is sent as its handle");
    }

    /** What a block holds. */
    @SuppressWarnings("ImmutableEnumChecker") // constructor references have no state
    enum Kind {
        BOOLEAN_VALUE("boolean", BooleanValue::new),
        INT_VALUE("int", IntValue::new),
        LONG_VALUE("long", LongValue::new),
        DOUBLE_VALUE("double", DoubleValue::new),
        BYTE_ARRAY("byte array", ByteArray::new),
        INT_ARRAY("int array", IntArray::new),
        LONG_ARRAY("long array", LongArray::new),
        DOUBLE_ARRAY("double array", DoubleArray::new),
        FLOAT_ARRAY("float array", FloatArray::new),
        SHORT_ARRAY("short array", ShortArray::new),
        /** Those are rebuilt by themselves: it takes their structure as well. */
        STRUCT("structure", block -> {
            throw new AssertionError("a structure has a handle of its own");
        });

        private final String label;
        private final Function<SharedBlock, SharedObject> attach;

        Kind(String label, Function<SharedBlock, SharedObject> attach) {
            this.label = label;
            this.attach = attach;
        }

        SharedObject attach(BlockRef block) {
            return attach.apply(SharedBlock.attach(block));
        }
    }

    private record Handle(Kind kind, BlockRef block) implements Serializable {
        private static final long serialVersionUID = 1;

        private Object readResolve() {
            return kind.attach(block);
        }
    }
}
