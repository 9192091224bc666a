package io.furcula;

import io.furcula.internal.shared.SharedBlock;
import io.furcula.sync.Lock;
import java.io.Serializable;

/**
 * A primitive array in shared memory, of fixed length. Pass it to a child as an argument, or send it
 * through a queue: all see the same elements.
 *
 * <p>Creating one throws {@link SharedMemoryFullException} if there is no room for it, and {@link
 * SharedMemoryException} if there is no shared memory; nothing is left behind.
 */
public sealed interface Array extends Serializable, AutoCloseable
        permits ByteArray, DoubleArray, IntArray, LongArray {

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

    /** {@return how many elements it has} */
    int length();

    /** {@return the lock that goes with this array} For what is more than one atomic operation. */
    Lock lock();

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
