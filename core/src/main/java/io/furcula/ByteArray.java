package io.furcula;

import io.furcula.internal.shared.SharedBlock;
import java.nio.ByteBuffer;

/**
 * A {@code byte[]} in shared memory. Reads and writes are plain: order them with {@link #lock}, a queue or a join.
 *
 * <p><b>Thread safety:</b> safe for any number of threads and processes; an operation on several
 * elements is not atomic as a whole.
 */
public final class ByteArray extends SharedArray implements Array {

    private static final long serialVersionUID = 1;

    static final int ELEMENT_BYTES = Byte.BYTES;

    ByteArray(SharedBlock block) {
        super(Kind.BYTE_ARRAY, block, ELEMENT_BYTES);
    }

    private ByteArray(ByteArray array, int from, int length) {
        super(array, from, length);
    }

    /**
     * {@return an element}
     *
     * @param index from 0 to {@code length() - 1}
     */
    public byte get(int index) {
        return words().get(elementOffset(index));
    }

    /**
     * Sets an element.
     *
     * @param index from 0 to {@code length() - 1}
     * @param value its new value
     */
    public void set(int index, byte value) {
        words().put(elementOffset(index), value);
    }

    /**
     * Sets all elements to one value.
     *
     * @param value the value
     */
    public void fill(byte value) {
        ByteBuffer all = buffer();
        for (int i = 0; i < all.capacity(); i++) {
            all.put(i, value);
        }
    }

    /**
     * Copies elements in.
     *
     * @param index where the first one goes
     * @param source the elements
     */
    public void copyFrom(int index, byte[] source) {
        buffer().put(index, source);
    }

    /**
     * Copies elements out.
     *
     * @param index where the first one is
     * @param target is filled
     */
    public void copyTo(int index, byte[] target) {
        buffer().get(index, target);
    }

    /** {@return a copy of all elements} */
    public byte[] toArray() {
        byte[] copy = new byte[length()];
        copyTo(0, copy);
        return copy;
    }

    @Override
    public ByteArray slice(int from, int length) {
        return new ByteArray(this, from, length);
    }

    /** {@return the elements themselves, as a buffer} It stays valid after {@link #close}. */
    public ByteBuffer buffer() {
        return data();
    }
}
