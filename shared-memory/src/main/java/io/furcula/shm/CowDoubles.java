package io.furcula.shm;

import java.nio.DoubleBuffer;
import java.util.Objects;

/**
 * A copy-on-write {@code double[]}: see {@link Cow}.
 *
 * <p><b>Thread safety:</b> reads and writes are those of an array.
 */
public final class CowDoubles extends CowData implements Cow {

    private static final long serialVersionUID = 1;

    CowDoubles(CowImage image) {
        super(Kind.DOUBLES, image);
    }

    /** {@return how many elements there are} */
    public int length() {
        return data().capacity() / Double.BYTES;
    }

    /**
     * {@return an element}
     *
     * @param index from 0 to {@code length() - 1}
     */
    public double get(int index) {
        return data().getDouble(offset(index));
    }

    /**
     * Sets an element, for this process alone.
     *
     * @param index from 0 to {@code length() - 1}
     * @param value its new value
     */
    public void set(int index, double value) {
        data().putDouble(offset(index), value);
    }

    /** {@return a copy of all elements} */
    public double[] toArray() {
        double[] copy = new double[length()];
        buffer().get(copy);
        return copy;
    }

    /**
     * {@return the elements themselves, as a buffer} What is written to it stays this process's own.
     * It stays valid after {@link #close}.
     */
    public DoubleBuffer buffer() {
        return view().asDoubleBuffer();
    }

    /** {@return for example {@code CowDoubles[1000]}} */
    @Override
    public String toString() {
        return "CowDoubles[" + (isClosed() ? "closed" : length()) + "]";
    }

    private int offset(int index) {
        return Objects.checkIndex(index, length()) * Double.BYTES;
    }
}
