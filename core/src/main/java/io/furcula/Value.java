package io.furcula;

import io.furcula.internal.shared.SharedBlock;
import io.furcula.sync.Lock;
import java.io.Serializable;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

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
        permits BooleanValue, DoubleValue, IntValue, LongValue, StructValue {

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

    /**
     * {@return a new shared record}
     *
     * @param <R> its type: a {@link Structure} must be possible
     * @param initial its value
     * @throws IllegalArgumentException if the record cannot be a structure
     */
    static <R extends Record> StructValue<R> ofRecord(R initial) {
        Structure<R> structure = Structure.ofRecord(initial);
        StructValue<R> value = new StructValue<>(
                structure, SharedBlock.allocate(StructValue.blockBytes(structure)));
        value.set(initial);
        return value;
    }

    /** {@return the lock that goes with this value} For what is more than one atomic operation. */
    Lock lock();

    /**
     * Does something with the {@link #lock} held: what one atomic operation cannot. The lock is given back however that
     * ends.
     *
     * @param <T> what it returns
     * @param work what to do; must not take the lock itself
     * @return what it returned
     * @throws InterruptedException if interrupted while waiting; nothing was done
     * @throws io.furcula.sync.OwnerDiedException if the last holder died: what it was changing may be half
     *     changed. Nothing was done, and the lock is free
     */
    default <T> T withLock(Supplier<T> work) throws InterruptedException {
        return SharedObject.locked(lock(), work);
    }

    /**
     * Does something with the {@link #lock} held, as {@link #withLock(Supplier)}, if it is to be had in time.
     *
     * @param <T> what it returns
     * @param work what to do; must not take the lock itself
     * @param timeout the longest wait for the lock
     * @return what it returned
     * @throws TimeoutException if the lock was not free in time; nothing was done
     * @throws InterruptedException if interrupted while waiting; nothing was done
     * @throws io.furcula.sync.OwnerDiedException as above
     */
    default <T> T withLock(Supplier<T> work, Duration timeout)
            throws InterruptedException, TimeoutException {
        return SharedObject.locked(lock(), timeout, work);
    }

    /**
     * Does something with the {@link #lock} held, as {@link #withLock(Supplier)}.
     *
     * @param work what to do; must not take the lock itself
     * @throws InterruptedException if interrupted while waiting; nothing was done
     * @throws io.furcula.sync.OwnerDiedException as above
     */
    default void withLock(Runnable work) throws InterruptedException {
        SharedObject.locked(lock(), () -> {
            work.run();
            return true;
        });
    }

    /**
     * Does something with the {@link #lock} held, as {@link #withLock(Supplier)}, if it is to be had in time.
     *
     * @param work what to do; must not take the lock itself
     * @param timeout the longest wait for the lock
     * @throws TimeoutException if the lock was not free in time; nothing was done
     * @throws InterruptedException if interrupted while waiting; nothing was done
     * @throws io.furcula.sync.OwnerDiedException as above
     */
    default void withLock(Runnable work, Duration timeout)
            throws InterruptedException, TimeoutException {
        SharedObject.locked(lock(), timeout, () -> {
            work.run();
            return true;
        });
    }

    /**
     * Gives up this object: its methods throw {@link IllegalStateException} from now on. Other
     * processes keep theirs. Idempotent. A child that is a thread shares its parent's object: its
     * call does nothing.
     */
    @Override
    void close();
}
