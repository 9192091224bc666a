package io.furcula;

import io.furcula.internal.shared.SharedBlock;
import io.furcula.internal.shared.Words;
import java.nio.LongBuffer;
import java.util.function.LongUnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/**
 * A {@code long[]} in shared memory. Single reads and writes are volatile; bulk ones are plain.
 *
 * <p><b>Thread safety:</b> safe for any number of threads and processes; an operation on several
 * elements is not atomic as a whole.
 */
public final class LongArray extends SharedArray implements Array {

    private static final long serialVersionUID = 1;

    static final int ELEMENT_BYTES = Long.BYTES;

    LongArray(SharedBlock block) {
        super(Kind.LONG_ARRAY, block, ELEMENT_BYTES);
    }

    private LongArray(LongArray array, int from, int length) {
        super(array, from, length);
    }

    /**
     * {@return an element}
     *
     * @param index from 0 to {@code length() - 1}
     */
    public long get(int index) {
        return Words.longVolatile(words(), elementOffset(index));
    }

    /**
     * Sets an element.
     *
     * @param index from 0 to {@code length() - 1}
     * @param value its new value
     */
    public void set(int index, long value) {
        Words.longVolatile(words(), elementOffset(index), value);
    }

    /**
     * {@return an element before an atomic addition}
     *
     * @param index from 0 to {@code length() - 1}
     * @param delta what to add
     */
    public long getAndAdd(int index, long delta) {
        return Words.getAndAddLong(words(), elementOffset(index), delta);
    }

    /**
     * {@return whether an element was the expected one and has been replaced, atomically}
     *
     * @param index from 0 to {@code length() - 1}
     * @param expected what it must be
     * @param value its new value
     */
    public boolean compareAndSet(int index, long expected, long value) {
        return Words.casLong(words(), elementOffset(index), expected, value);
    }

    /**
     * Replaces an element by a function of it, atomically.
     *
     * @param index from 0 to {@code length() - 1}
     * @param function has no side effects: it is called again when another thread or process was
     *     faster
     * @return the new element
     */
    public long updateAndGet(int index, LongUnaryOperator function) {
        while (true) {
            long before = get(index);
            long after = function.applyAsLong(before);
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
    public long getPlain(int index) {
        return Words.longPlain(words(), elementOffset(index));
    }

    /**
     * Sets an element, plainly: others see it once something orders it before their reads.
     *
     * @param index from 0 to {@code length() - 1}
     * @param value its new value
     */
    public void setPlain(int index, long value) {
        Words.longPlain(words(), elementOffset(index), value);
    }

    /**
     * Sets all elements to one value.
     *
     * @param value the value
     */
    public void fill(long value) {
        LongBuffer all = buffer();
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
    public void copyFrom(int index, long[] source) {
        buffer().put(index, source);
    }

    /**
     * Copies elements out.
     *
     * @param index where the first one is
     * @param target is filled
     */
    public void copyTo(int index, long[] target) {
        buffer().get(index, target);
    }

    /** {@return a copy of all elements} */
    public long[] toArray() {
        long[] copy = new long[length()];
        copyTo(0, copy);
        return copy;
    }

    /** {@return the elements as a stream} They are read as the stream comes to them. */
    public LongStream stream() {
        return IntStream.range(0, length()).mapToLong(this::get);
    }

    @Override
    public LongArray slice(int from, int length) {
        return new LongArray(this, from, length);
    }

    /** {@return the elements themselves, as a buffer} It stays valid after {@link #close}. */
    public LongBuffer buffer() {
        return data().asLongBuffer();
    }
}
