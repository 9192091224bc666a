package io.furcula;

import io.furcula.internal.shared.Words;
import java.nio.ByteBuffer;
import java.util.stream.LongStream;

/**
 * A {@code long[]} in shared memory with a long index, for more elements than fit in 2 GiB. Single reads and writes are volatile; bulk
 * ones are plain.
 *
 * <p><b>Thread safety:</b> safe for any number of threads and processes; an operation on several
 * elements is not atomic as a whole.
 */
public final class LargeLongArray extends LargeArray {

    private static final long serialVersionUID = 1;

    LargeLongArray(Data data) {
        super(data);
    }

    /**
     * {@return an element}
     *
     * @param index from 0 to {@code length() - 1}
     */
    public long get(long index) {
        return Words.longVolatile(window(index), offset(index));
    }

    /**
     * Sets an element.
     *
     * @param index from 0 to {@code length() - 1}
     * @param value its new value
     */
    public void set(long index, long value) {
        Words.longVolatile(window(index), offset(index), value);
    }

    /**
     * {@return an element before an atomic addition}
     *
     * @param index from 0 to {@code length() - 1}
     * @param delta what to add
     */
    public long getAndAdd(long index, long delta) {
        return Words.getAndAddLong(window(index), offset(index), delta);
    }

    /**
     * {@return whether an element was the expected one and has been replaced, atomically}
     *
     * @param index from 0 to {@code length() - 1}
     * @param expected what it must be
     * @param value its new value
     */
    public boolean compareAndSet(long index, long expected, long value) {
        return Words.casLong(window(index), offset(index), expected, value);
    }

    /**
     * Sets all elements to one value.
     *
     * @param value the value
     */
    public void fill(long value) {
        for (long i = 0; i < length(); i++) {
            ByteBuffer window = window(i);
            Words.longPlain(window, offset(i), value);
        }
    }

    /**
     * Copies elements in.
     *
     * @param index where the first one goes
     * @param source the elements
     * @throws IndexOutOfBoundsException if there are not that many; nothing is copied
     */
    public void copyFrom(long index, long[] source) {
        eachPart(
                index,
                source.length,
                (window, offset, done, count) -> window.duplicate()
                        .order(window.order())
                        .position(offset)
                        .asLongBuffer()
                        .put(source, done, count));
    }

    /**
     * Copies elements out.
     *
     * @param index where the first one is
     * @param target is filled
     * @throws IndexOutOfBoundsException if there are not that many; nothing is copied
     */
    public void copyTo(long index, long[] target) {
        eachPart(
                index,
                target.length,
                (window, offset, done, count) -> window.duplicate()
                        .order(window.order())
                        .position(offset)
                        .asLongBuffer()
                        .get(target, done, count));
    }

    /** {@return the elements as a stream} They are read as the stream comes to them. */
    public LongStream stream() {
        return LongStream.range(0, length()).map(this::get);
    }
}
