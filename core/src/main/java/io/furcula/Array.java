package io.furcula;

import io.furcula.internal.shared.SharedBlock;
import io.furcula.sync.Lock;
import java.io.Serializable;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/**
 * A primitive array in shared memory, of fixed length. Pass it to a child as an argument, or send it
 * through a queue: all see the same elements.
 *
 * <p>Creating one throws {@link SharedMemoryFullException} if there is no room for it, and {@link
 * SharedMemoryException} if there is no shared memory; nothing is left behind.
 */
public sealed interface Array extends Serializable, AutoCloseable
        permits ByteArray, DoubleArray, FloatArray, IntArray, LongArray, ShortArray, StructArray {

    /**
     * {@return a new shared {@code byte[]}, all zero}
     *
     * @param length how many elements; the array may take up to some 2 GiB
     */
    static ByteArray ofBytes(int length) {
        return new ByteArray(allocate(length, ByteArray.ELEMENT_BYTES));
    }

    /**
     * {@return a new shared {@code byte[]}}
     *
     * @param elements its elements, which are copied
     */
    static ByteArray of(byte[] elements) {
        ByteArray array = ofBytes(elements.length);
        array.copyFrom(0, elements);
        return array;
    }

    /**
     * {@return a new shared {@code int[]}, all zero}
     *
     * @param length how many elements; the array may take up to some 2 GiB
     */
    static IntArray ofInts(int length) {
        return new IntArray(allocate(length, IntArray.ELEMENT_BYTES));
    }

    /**
     * {@return a new shared {@code int[]}}
     *
     * @param elements its elements, which are copied
     */
    static IntArray of(int... elements) {
        IntArray array = ofInts(elements.length);
        array.copyFrom(0, elements);
        return array;
    }

    /**
     * {@return a new shared {@code long[]}, all zero}
     *
     * @param length how many elements; the array may take up to some 2 GiB
     */
    static LongArray ofLongs(int length) {
        return new LongArray(allocate(length, LongArray.ELEMENT_BYTES));
    }

    /**
     * {@return a new shared {@code long[]}}
     *
     * @param elements its elements, which are copied
     */
    static LongArray of(long... elements) {
        LongArray array = ofLongs(elements.length);
        array.copyFrom(0, elements);
        return array;
    }

    /**
     * {@return a new shared {@code double[]}, all zero}
     *
     * @param length how many elements; the array may take up to some 2 GiB
     */
    static DoubleArray ofDoubles(int length) {
        return new DoubleArray(allocate(length, DoubleArray.ELEMENT_BYTES));
    }

    /**
     * {@return a new shared {@code double[]}}
     *
     * @param elements its elements, which are copied
     */
    static DoubleArray of(double... elements) {
        DoubleArray array = ofDoubles(elements.length);
        array.copyFrom(0, elements);
        return array;
    }

    /**
     * {@return a new shared {@code float[]}, all zero}
     *
     * @param length how many elements; the array may take up to some 2 GiB
     */
    static FloatArray ofFloats(int length) {
        return new FloatArray(allocate(length, FloatArray.ELEMENT_BYTES));
    }

    /**
     * {@return a new shared {@code float[]}}
     *
     * @param elements its elements, which are copied
     */
    static FloatArray of(float[] elements) {
        FloatArray array = ofFloats(elements.length);
        array.copyFrom(0, elements);
        return array;
    }

    /**
     * {@return a new shared {@code short[]}, all zero}
     *
     * @param length how many elements; the array may take up to some 2 GiB
     */
    static ShortArray ofShorts(int length) {
        return new ShortArray(allocate(length, ShortArray.ELEMENT_BYTES));
    }

    /**
     * {@return a new shared {@code short[]}}
     *
     * @param elements its elements, which are copied
     */
    static ShortArray of(short[] elements) {
        ShortArray array = ofShorts(elements.length);
        array.copyFrom(0, elements);
        return array;
    }

    /**
     * {@return a new shared array of records, whose fields are all zero}
     *
     * @param <R> their type
     * @param type their type: a {@link Structure} must be possible
     * @param length how many elements; the array may take up to some 2 GiB, two copies of each
     * @throws IllegalArgumentException if the record cannot be a structure
     */
    static <R extends Record> StructArray<R> ofRecords(Class<R> type, int length) {
        Structure<R> structure = Structure.of(type);
        return new StructArray<>(structure, allocate(length, StructArray.elementBytes(structure)));
    }

    /**
     * {@return a new shared {@code long[]} with a long index, all zero} For more than fits in 2 GiB.
     *
     * @param length how many elements
     */
    static LargeLongArray ofLongs(long length) {
        return new LargeLongArray(LargeArray.Data.create(length, LargeArray.WINDOW_SHIFT));
    }

    /**
     * {@return a new shared {@code double[]} with a long index, all zero} For more than fits in 2 GiB.
     *
     * @param length how many elements
     */
    static LargeDoubleArray ofDoubles(long length) {
        return new LargeDoubleArray(LargeArray.Data.create(length, LargeArray.WINDOW_SHIFT));
    }

    /** {@return how many elements it has} */
    int length();

    /**
     * {@return a part of this array, as an array} It is a view: its elements are this one's, and so is its lock. It is closed with
     * this array, and its own {@code close} does nothing; one that was sent to another process is that process's own.
     *
     * @param from its first element
     * @param length how many elements
     * @throws IndexOutOfBoundsException if there are not that many
     */
    Array slice(int from, int length);

    /** {@return the lock that goes with this array} For what is more than one atomic operation. */
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

    private static SharedBlock allocate(int length, int elementBytes) {
        if (length < 0) {
            throw new IllegalArgumentException("length=" + length + " is negative");
        }
        long bytes = SharedArray.DATA_OFFSET + (long) length * elementBytes;
        if (bytes > SharedArray.LARGEST_BYTES) {
            throw new IllegalArgumentException(
                    "length=" + length + " is too large: one array may take up to 2 GiB - 8 KiB");
        }
        SharedBlock block = SharedBlock.allocate((int) bytes);
        SharedArray.writeLength(block, length);
        return block;
    }
}
