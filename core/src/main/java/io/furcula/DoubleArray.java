package io.furcula;

import io.furcula.internal.shared.SharedBlock;
import io.furcula.internal.shared.Words;
import java.nio.DoubleBuffer;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/**
 * A {@code double[]} in shared memory. Single reads and writes are volatile; bulk ones are plain.
 *
 * <p><b>Thread safety:</b> safe for any number of threads and processes; an operation on several
 * elements is not atomic as a whole.
 */
public final class DoubleArray extends SharedArray implements Array {

    private static final long serialVersionUID = 1;

    static final int ELEMENT_BYTES = Double.BYTES;

    DoubleArray(SharedBlock block) {
        super(Kind.DOUBLE_ARRAY, block, ELEMENT_BYTES);
    }

    private DoubleArray(DoubleArray array, int from, int length) {
        super(array, from, length);
    }

    /**
     * {@return an element}
     *
     * @param index from 0 to {@code length() - 1}
     */
    public double get(int index) {
        return Double.longBitsToDouble(Words.longVolatile(words(), elementOffset(index)));
    }

    /**
     * Sets an element.
     *
     * @param index from 0 to {@code length() - 1}
     * @param value its new value
     */
    public void set(int index, double value) {
        Words.longVolatile(words(), elementOffset(index), Double.doubleToRawLongBits(value));
    }

    /**
     * Replaces an element by a function of it, atomically.
     *
     * @param index from 0 to {@code length() - 1}
     * @param function has no side effects: it is called again when another thread or process was
     *     faster
     * @return the new value
     */
    public double updateAndGet(int index, DoubleUnaryOperator function) {
        while (true) {
            long before = Words.longVolatile(words(), elementOffset(index));
            double after = function.applyAsDouble(Double.longBitsToDouble(before));
            if (Words.casLong(
                    words(), elementOffset(index), before, Double.doubleToRawLongBits(after))) {
                return after;
            }
        }
    }

    /**
     * {@return an element, read plainly} As that of a Java array: for what is ordered otherwise, by a lock or a join.
     *
     * @param index from 0 to {@code length() - 1}
     */
    public double getPlain(int index) {
        return Double.longBitsToDouble(Words.longPlain(words(), elementOffset(index)));
    }

    /**
     * Sets an element, plainly: others see it once something orders it before their reads.
     *
     * @param index from 0 to {@code length() - 1}
     * @param value its new value
     */
    public void setPlain(int index, double value) {
        Words.longPlain(words(), elementOffset(index), Double.doubleToRawLongBits(value));
    }

    /**
     * Sets all elements to one value.
     *
     * @param value the value
     */
    public void fill(double value) {
        DoubleBuffer all = buffer();
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
    public void copyFrom(int index, double[] source) {
        buffer().put(index, source);
    }

    /**
     * Copies elements out.
     *
     * @param index where the first one is
     * @param target is filled
     */
    public void copyTo(int index, double[] target) {
        buffer().get(index, target);
    }

    /** {@return a copy of all elements} */
    public double[] toArray() {
        double[] copy = new double[length()];
        copyTo(0, copy);
        return copy;
    }

    /** {@return the elements as a stream} They are read as the stream comes to them. */
    public DoubleStream stream() {
        return IntStream.range(0, length()).mapToDouble(this::get);
    }

    @Override
    public DoubleArray slice(int from, int length) {
        return new DoubleArray(this, from, length);
    }

    /** {@return the elements themselves, as a buffer} It stays valid after {@link #close}. */
    public DoubleBuffer buffer() {
        return data().asDoubleBuffer();
    }
}
