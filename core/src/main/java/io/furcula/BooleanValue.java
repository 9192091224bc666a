package io.furcula;

import io.furcula.internal.shared.SharedBlock;
import io.furcula.internal.shared.Words;

/**
 * A {@code boolean} in shared memory: a flag. Reads and writes are volatile: what one process
 * writes, any other reads at once.
 *
 * <p><b>Thread safety:</b> safe for any number of threads and processes, without {@link #lock}.
 */
public final class BooleanValue extends SharedObject implements Value {

    private static final long serialVersionUID = 1;

    BooleanValue(SharedBlock block) {
        super(Kind.BOOLEAN_VALUE, block);
    }

    /** {@return the value} */
    public boolean get() {
        return Words.intVolatile(words(), valueOffset()) != 0;
    }

    /**
     * Sets the value.
     *
     * @param value the new value
     */
    public void set(boolean value) {
        Words.intVolatile(words(), valueOffset(), value ? 1 : 0);
    }

    /**
     * {@return the value before it was replaced, atomically}
     *
     * @param value the new value
     */
    public boolean getAndSet(boolean value) {
        return Words.getAndSetInt(words(), valueOffset(), value ? 1 : 0) != 0;
    }

    /**
     * {@return whether the value was the expected one and has been replaced, atomically}
     *
     * @param expected what it must be
     * @param value the new value
     */
    public boolean compareAndSet(boolean expected, boolean value) {
        return Words.casInt(words(), valueOffset(), expected ? 1 : 0, value ? 1 : 0);
    }

    /** {@return the value as text} */
    @Override
    public String toString() {
        return isClosed() ? "closed" : String.valueOf(get());
    }
}
