package io.furcula;

import io.furcula.internal.shared.Words;
import java.nio.ByteBuffer;
import java.util.stream.DoubleStream;
import java.util.stream.LongStream;

/**
 * A {@code double[]} in shared memory with a long index, for more elements than fit in 2 GiB. Single reads and writes are volatile; bulk
 * ones are plain.
 *
 * <p><b>Thread safety:</b> safe for any number of threads and processes; an operation on several
 * elements is not atomic as a whole.
 */
public final class LargeDoubleArray extends LargeArray {

    private static final long serialVersionUID = 1;

    LargeDoubleArray(Data data) {
        super(data);
    }

    /**
     * {@return an element}
     *
     * @param index from 0 to {@code length() - 1}
     */
    public double get(long index) {
        return Double.longBitsToDouble(Words.longVolatile(window(index), offset(index)));
    }

    /**
     * Sets an element.
     *
     * @param index from 0 to {@code length() - 1}
     * @param value its new value
     */
    public void set(long index, double value) {
        Words.longVolatile(window(index), offset(index), Double.doubleToRawLongBits(value));
    }

    /**
     * {@return whether an element was the expected one and has been replaced, atomically}
     *
     * @param index from 0 to {@code length() - 1}
     * @param expected what it must be, bit by bit
     * @param value its new value
     */
    public boolean compareAndSet(long index, double expected, double value) {
        return Words.casLong(
                window(index),
                offset(index),
                Double.doubleToRawLongBits(expected),
                Double.doubleToRawLongBits(value));
    }

    /**
     * Sets all elements to one value.
     *
     * @param value the value
     */
    public void fill(double value) {
        for (long i = 0; i < length(); i++) {
            ByteBuffer window = window(i);
            Words.longPlain(window, offset(i), Double.doubleToRawLongBits(value));
        }
    }

    /**
     * Copies elements in.
     *
     * @param index where the first one goes
     * @param source the elements
     * @throws IndexOutOfBoundsException if there are not that many; nothing is copied
     */
    public void copyFrom(long index, double[] source) {
        eachPart(
                index,
                source.length,
                (window, offset, done, count) -> window.duplicate()
                        .order(window.order())
                        .position(offset)
                        .asDoubleBuffer()
                        .put(source, done, count));
    }

    /**
     * Copies elements out.
     *
     * @param index where the first one is
     * @param target is filled
     * @throws IndexOutOfBoundsException if there are not that many; nothing is copied
     */
    public void copyTo(long index, double[] target) {
        eachPart(
                index,
                target.length,
                (window, offset, done, count) -> window.duplicate()
                        .order(window.order())
                        .position(offset)
                        .asDoubleBuffer()
                        .get(target, done, count));
    }

    /** {@return the elements as a stream} They are read as the stream comes to them. */
    public DoubleStream stream() {
        return LongStream.range(0, length()).mapToDouble(this::get);
    }
}
