package io.furcula;

import io.furcula.internal.shared.SharedBlock;
import io.furcula.internal.shared.Words;
import java.nio.FloatBuffer;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/**
 * A {@code float[]} in shared memory. Single reads and writes are volatile; bulk ones are plain.
 *
 * <p><b>Thread safety:</b> safe for any number of threads and processes; an operation on several
 * elements is not atomic as a whole.
 */
public final class FloatArray extends SharedArray implements Array {

    private static final long serialVersionUID = 1;

    static final int ELEMENT_BYTES = Float.BYTES;

    FloatArray(SharedBlock block) {
        super(Kind.FLOAT_ARRAY, block, ELEMENT_BYTES);
    }

    private FloatArray(FloatArray array, int from, int length) {
        super(array, from, length);
    }

    /**
     * {@return an element}
     *
     * @param index from 0 to {@code length() - 1}
     */
    public float get(int index) {
        return Float.intBitsToFloat(Words.intVolatile(words(), elementOffset(index)));
    }

    /**
     * Sets an element.
     *
     * @param index from 0 to {@code length() - 1}
     * @param value its new value
     */
    public void set(int index, float value) {
        Words.intVolatile(words(), elementOffset(index), Float.floatToRawIntBits(value));
    }

    /**
     * Replaces an element by a function of it, atomically.
     *
     * @param index from 0 to {@code length() - 1}
     * @param function has no side effects: it is called again when another thread or process was
     *     faster
     * @return the new value
     */
    public float updateAndGet(int index, DoubleUnaryOperator function) {
        while (true) {
            int before = Words.intVolatile(words(), elementOffset(index));
            float after = (float) function.applyAsDouble(Float.intBitsToFloat(before));
            if (Words.casInt(
                    words(), elementOffset(index), before, Float.floatToRawIntBits(after))) {
                return after;
            }
        }
    }

    /**
     * {@return an element, read plainly} As that of a Java array: for what is ordered otherwise, by a lock or a join.
     *
     * @param index from 0 to {@code length() - 1}
     */
    public float getPlain(int index) {
        return Float.intBitsToFloat(Words.intPlain(words(), elementOffset(index)));
    }

    /**
     * Sets an element, plainly: others see it once something orders it before their reads.
     *
     * @param index from 0 to {@code length() - 1}
     * @param value its new value
     */
    public void setPlain(int index, float value) {
        Words.intPlain(words(), elementOffset(index), Float.floatToRawIntBits(value));
    }

    /**
     * Sets all elements to one value.
     *
     * @param value the value
     */
    public void fill(float value) {
        FloatBuffer all = buffer();
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
    public void copyFrom(int index, float[] source) {
        buffer().put(index, source);
    }

    /**
     * Copies elements out.
     *
     * @param index where the first one is
     * @param target is filled
     */
    public void copyTo(int index, float[] target) {
        buffer().get(index, target);
    }

    /** {@return a copy of all elements} */
    public float[] toArray() {
        float[] copy = new float[length()];
        copyTo(0, copy);
        return copy;
    }

    /** {@return the elements as a stream} They are read as the stream comes to them. */
    public DoubleStream stream() {
        return IntStream.range(0, length()).mapToDouble(this::get);
    }

    @Override
    public FloatArray slice(int from, int length) {
        return new FloatArray(this, from, length);
    }

    /** {@return the elements themselves, as a buffer} It stays valid after {@link #close}. */
    public FloatBuffer buffer() {
        return data().asFloatBuffer();
    }
}
