package io.furcula;

import io.furcula.internal.shared.SharedBlock;
import io.furcula.internal.shared.Words;
import java.nio.ShortBuffer;
import java.util.stream.IntStream;

/**
 * An {@code short[]} in shared memory. Single reads and writes are volatile; bulk ones are plain.
 *
 * <p><b>Thread safety:</b> safe for any number of threads and processes; an operation on several
 * elements is not atomic as a whole.
 */
public final class ShortArray extends SharedArray implements Array {

    private static final long serialVersionUID = 1;

    static final int ELEMENT_BYTES = Short.BYTES;

    ShortArray(SharedBlock block) {
        super(Kind.SHORT_ARRAY, block, ELEMENT_BYTES);
    }

    private ShortArray(ShortArray array, int from, int length) {
        super(array, from, length);
    }

    /**
     * {@return an element}
     *
     * @param index from 0 to {@code length() - 1}
     */
    public short get(int index) {
        return Words.shortVolatile(words(), elementOffset(index));
    }

    /**
     * Sets an element.
     *
     * @param index from 0 to {@code length() - 1}
     * @param value its new value
     */
    public void set(int index, short value) {
        Words.shortVolatile(words(), elementOffset(index), value);
    }

    /**
     * {@return an element, read plainly} As that of a Java array: for what is ordered otherwise, by a lock or a join.
     *
     * @param index from 0 to {@code length() - 1}
     */
    public short getPlain(int index) {
        return Words.shortPlain(words(), elementOffset(index));
    }

    /**
     * Sets an element, plainly: others see it once something orders it before their reads.
     *
     * @param index from 0 to {@code length() - 1}
     * @param value its new value
     */
    public void setPlain(int index, short value) {
        Words.shortPlain(words(), elementOffset(index), value);
    }

    /**
     * Sets all elements to one value.
     *
     * @param value the value
     */
    public void fill(short value) {
        ShortBuffer all = buffer();
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
    public void copyFrom(int index, short[] source) {
        buffer().put(index, source);
    }

    /**
     * Copies elements out.
     *
     * @param index where the first one is
     * @param target is filled
     */
    public void copyTo(int index, short[] target) {
        buffer().get(index, target);
    }

    /** {@return a copy of all elements} */
    public short[] toArray() {
        short[] copy = new short[length()];
        copyTo(0, copy);
        return copy;
    }

    /** {@return the elements as a stream} They are read as the stream comes to them. */
    public IntStream stream() {
        return IntStream.range(0, length()).map(this::get);
    }

    @Override
    public ShortArray slice(int from, int length) {
        return new ShortArray(this, from, length);
    }

    /** {@return the elements themselves, as a buffer} It stays valid after {@link #close}. */
    public ShortBuffer buffer() {
        return data().asShortBuffer();
    }
}
