package io.furcula.shm;

import java.nio.ByteBuffer;
import java.util.Objects;

/**
 * A copy-on-write {@code byte[]}: see {@link Cow}.
 *
 * <p><b>Thread safety:</b> reads and writes are those of an array.
 */
public final class CowBytes extends CowData implements Cow {

    private static final long serialVersionUID = 1;

    CowBytes(CowImage image) {
        super(Kind.BYTES, image);
    }

    /** {@return how many elements there are} */
    public int length() {
        return data().capacity();
    }

    /**
     * {@return an element}
     *
     * @param index from 0 to {@code length() - 1}
     */
    public byte get(int index) {
        return data().get(offset(index));
    }

    /**
     * Sets an element, for this process alone.
     *
     * @param index from 0 to {@code length() - 1}
     * @param value its new value
     */
    public void set(int index, byte value) {
        data().put(offset(index), value);
    }

    /** {@return a copy of all elements} */
    public byte[] toArray() {
        byte[] copy = new byte[length()];
        buffer().get(copy);
        return copy;
    }

    /**
     * {@return the elements themselves, as a buffer} What is written to it stays this process's own.
     * It stays valid after {@link #close}.
     */
    public ByteBuffer buffer() {
        return view();
    }

    /** {@return for example {@code CowBytes[1000]}} */
    @Override
    public String toString() {
        return "CowBytes[" + (isClosed() ? "closed" : length()) + "]";
    }

    private int offset(int index) {
        return Objects.checkIndex(index, length());
    }
}
