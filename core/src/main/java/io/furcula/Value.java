package io.furcula;

import io.furcula.internal.shared.SharedBlock;
import io.furcula.sync.Lock;
import java.io.Serializable;

/**
 * One number or flag in shared memory. Pass it to a child as an argument, or send it through a
 * queue: all see the same value.
 *
 * <p>Where Python's {@code counter.value += 1} loses updates, {@code counter.add(1)} does not.
 *
 * <p>Creating one throws {@link SharedMemoryException} if there is no shared memory; nothing is left
 * behind.
 */
public sealed interface Value extends Serializable, AutoCloseable
        permits BooleanValue, DoubleValue, IntValue, LongValue {

    /**
     * {@return a new shared {@code int}}
     *
     * @param initial its value
     */
    static IntValue ofInt(int initial) {
        IntValue value = new IntValue(SharedBlock.allocate(SharedObject.VALUE_BYTES));
        value.set(initial);
        return value;
    }

    /**
     * {@return a new shared {@code long}}
     *
     * @param initial its value
     */
    static LongValue ofLong(long initial) {
        LongValue value = new LongValue(SharedBlock.allocate(SharedObject.VALUE_BYTES));
        value.set(initial);
        return value;
    }

    /**
     * {@return a new shared {@code double}}
     *
     * @param initial its value
     */
    static DoubleValue ofDouble(double initial) {
        DoubleValue value = new DoubleValue(SharedBlock.allocate(SharedObject.VALUE_BYTES));
        value.set(initial);
        return value;
    }

    /**
     * {@return a new shared {@code boolean}}
     *
     * @param initial its value
     */
    static BooleanValue ofBoolean(boolean initial) {
        BooleanValue value = new BooleanValue(SharedBlock.allocate(SharedObject.VALUE_BYTES));
        value.set(initial);
        return value;
    }

    /** {@return the lock that goes with this value} For what is more than one atomic operation. */
    Lock lock();

    /**
     * Gives up this object: its methods throw {@link IllegalStateException} from now on. Other
     * processes keep theirs. Idempotent. A child that is a thread shares its parent's object: its
     * call does nothing.
     */
    @Override
    void close();
}
