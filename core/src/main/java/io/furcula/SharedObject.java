package io.furcula;

import io.furcula.internal.shared.BlockRef;
import io.furcula.internal.shared.SharedBlock;
import io.furcula.internal.shared.SharedLock;
import io.furcula.internal.start.Self;
import io.furcula.sync.Lock;
import java.io.InvalidObjectException;
import java.io.ObjectInputStream;
import java.io.Serializable;
import java.nio.ByteBuffer;
import java.util.function.Function;
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
    private final transient SharedBlock block;
    private final transient int offset;
    private final transient Self owner = Self.current();

    /** Null once closed: an access after that fails and cannot crash. */
    private transient volatile @Nullable ByteBuffer open;

    SharedObject(Kind kind, SharedBlock block) {
        this.kind = kind;
        this.block = block;
        this.offset = block.offset();
        this.open = block.region().bytes();
    }

    final ByteBuffer words() {
        ByteBuffer bytes = open;
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
        return block;
    }

    final boolean isClosed() {
        return open == null;
    }

    public Lock lock() {
        return new SharedLock(block(), false);
    }

    public void close() {
        if (Self.current() != owner) {
            return; // a child that is a thread has its parent's object: it is not the child's to
            // close
        }
        synchronized (block) {
            if (open != null) {
                open = null;
                block.free();
            }
        }
    }

    /** Not private: subclasses are to inherit it. */
    final Object writeReplace() {
        return new Handle(kind, block().export());
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
        DOUBLE_ARRAY("double array", DoubleArray::new);

        private final String label;
        private final Function<SharedBlock, SharedObject> attach;

        Kind(String label, Function<SharedBlock, SharedObject> attach) {
            this.label = label;
            this.attach = attach;
        }
    }

    private record Handle(Kind kind, BlockRef block) implements Serializable {
        private static final long serialVersionUID = 1;

        private Object readResolve() {
            return kind.attach.apply(SharedBlock.attach(block));
        }
    }
}
