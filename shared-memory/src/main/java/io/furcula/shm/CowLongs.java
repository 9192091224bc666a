package io.furcula.shm;

import java.nio.LongBuffer;
import java.util.Objects;

/**
 * A copy-on-write {@code long[]}: see {@link Cow}.
 *
 * <p><b>Thread safety:</b> reads and writes are those of an array.
 */
public final class CowLongs extends CowData implements Cow {

    private static final long serialVersionUID = 1;

    CowLongs(CowImage image) {
        super(Kind.LONGS, image);
    }

    /** {@return how many elements there are} */
    public int length() {
        return data().capacity() / Long.BYTES;
    }

    /**
     * {@return an element}
     *
     * @param index from 0 to {@code length() - 1}
     */
    public long get(int index) {
        return data().getLong(offset(index));
    }

    /**
     * Sets an element, for this process alone.
     *
     * @param index from 0 to {@code length() - 1}
     * @param value its new value
     */
    public void set(int index, long value) {
        data().putLong(offset(index), value);
    }

    /** {@return a copy of all elements} */
    public long[] toArray() {
        long[] copy = new long[length()];
        buffer().get(copy);
        return copy;
    }

    /**
     * {@return the elements themselves, as a buffer} What is written to it stays this process's own.
     * It stays valid after {@link #close}.
     */
    public LongBuffer buffer() {
        return view().asLongBuffer();
    }

    /** {@return for example {@code CowLongs[1000]}} */
    @Override
    public String toString() {
        return "CowLongs[" + (isClosed() ? "closed" : length()) + "]";
    }

    private int offset(int index) {
        return Objects.checkIndex(index, length()) * Long.BYTES;
    }
}
