package io.furcula;

import io.furcula.internal.shared.SharedBlock;
import io.furcula.internal.shared.Words;
import java.nio.IntBuffer;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;

/**
 * An {@code int[]} in shared memory. Single reads and writes are volatile; bulk ones are plain.
 *
 * <p><b>Thread safety:</b> safe for any number of threads and processes; an operation on several
 * elements is not atomic as a whole.
 */
public final class IntArray extends SharedArray implements Array {

    private static final long serialVersionUID = 1;

    static final int ELEMENT_BYTES = Integer.BYTES;

    IntArray(SharedBlock block) {
        super(Kind.INT_ARRAY, block, ELEMENT_BYTES);
    }

    private IntArray(IntArray array, int from, int length) {
        super(array, from, length);
    }

    /**
     * {@return an element}
     *
     * @param index from 0 to {@code length() - 1}
     */
    public int get(int index) {
        return Words.intVolatile(words(), elementOffset(index));
    }

    /**
     * Sets an element.
     *
     * @param index from 0 to {@code length() - 1}
     * @param value its new value
     */
    public void set(int index, int value) {
        Words.intVolatile(words(), elementOffset(index), value);
    }

    /**
     * {@return an element before an atomic addition}
     *
     * @param index from 0 to {@code length() - 1}
     * @param delta what to add
     */
    public int getAndAdd(int index, int delta) {
        return Words.getAndAddInt(words(), elementOffset(index), delta);
    }

    /**
     * {@return whether an element was the expected one and has been replaced, atomically}
     *
     * @param index from 0 to {@code length() - 1}
     * @param expected what it must be
     * @param value its new value
     */
    public boolean compareAndSet(int index, int expected, int value) {
        return Words.casInt(words(), elementOffset(index), expected, value);
    }

    /**
     * Replaces an element by a function of it, atomically.
     *
     * @param index from 0 to {@code length() - 1}
     * @param function has no side effects: it is called again when another thread or process was
     *     faster
     * @return the new element
     */
    public int updateAndGet(int index, IntUnaryOperator function) {
        while (true) {
            int before = get(index);
            int after = function.applyAsInt(before);
            if (compareAndSet(index, before, after)) {
                return after;
            }
        }
    }

    /**
     * {@return an element, read plainly} As that of a Java array: for what is ordered otherwise, by a lock or a join.
     *
     * @param index from 0 to {@code length() - 1}
     */
    public int getPlain(int index) {
        return Words.intPlain(words(), elementOffset(index));
    }

    /**
     * Sets an element, plainly: others see it once something orders it before their reads.
     *
     * @param index from 0 to {@code length() - 1}
     * @param value its new value
     */
    public void setPlain(int index, int value) {
        Words.intPlain(words(), elementOffset(index), value);
    }

    /**
     * Sets all elements to one value.
     *
     * @param value the value
     */
    public void fill(int value) {
        IntBuffer all = buffer();
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
    public void copyFrom(int index, int[] source) {
        buffer().put(index, source);
    }

    /**
     * Copies elements out.
     *
     * @param index where the first one is
     * @param target is filled
     */
    public void copyTo(int index, int[] target) {
        buffer().get(index, target);
    }

    /** {@return a copy of all elements} */
    public int[] toArray() {
        int[] copy = new int[length()];
        copyTo(0, copy);
        return copy;
    }

    /** {@return the elements as a stream} They are read as the stream comes to them. */
    public IntStream stream() {
        return IntStream.range(0, length()).map(this::get);
    }

    @Override
    public IntArray slice(int from, int length) {
        return new IntArray(this, from, length);
    }

    /** {@return the elements themselves, as a buffer} It stays valid after {@link #close}. */
    public IntBuffer buffer() {
        return data().asIntBuffer();
    }
}
