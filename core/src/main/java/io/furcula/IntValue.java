package io.furcula;

import io.furcula.internal.shared.SharedBlock;
import io.furcula.internal.shared.Words;
import java.util.function.IntUnaryOperator;

/**
 * An {@code int} in shared memory, and an atomic counter. Reads and writes are volatile: what one process
 * writes, any other reads at once.
 *
 * <p><b>Thread safety:</b> safe for any number of threads and processes, without {@link #lock}.
 */
public final class IntValue extends SharedObject implements Value {

    private static final long serialVersionUID = 1;

    IntValue(SharedBlock block) {
        super(Kind.INT_VALUE, block);
    }

    /** {@return the value} */
    public int get() {
        return Words.intVolatile(words(), valueOffset());
    }

    /**
     * Sets the value.
     *
     * @param value the new value
     */
    public void set(int value) {
        Words.intVolatile(words(), valueOffset(), value);
    }

    /** {@return the value, read plainly} As a Java field: for what is ordered otherwise, by a lock or a join. */
    public int getPlain() {
        return Words.intPlain(words(), valueOffset());
    }

    /**
     * Sets the value, plainly: others see it once something orders it before their reads.
     *
     * @param value the new value
     */
    public void setPlain(int value) {
        Words.intPlain(words(), valueOffset(), value);
    }

    /**
     * Adds, atomically: no update is lost.
     *
     * @param delta what to add
     */
    public void add(int delta) {
        getAndAdd(delta);
    }

    /**
     * {@return the value before an atomic addition}
     *
     * @param delta what to add
     */
    public int getAndAdd(int delta) {
        return Words.getAndAddInt(words(), valueOffset(), delta);
    }

    /**
     * {@return the value after an atomic addition}
     *
     * @param delta what to add
     */
    public int addAndGet(int delta) {
        return getAndAdd(delta) + delta;
    }

    /** {@return the value after one was added, atomically} */
    public int incrementAndGet() {
        return addAndGet(1);
    }

    /** {@return the value after one was taken away, atomically} */
    public int decrementAndGet() {
        return addAndGet(-1);
    }

    /**
     * {@return the value before it was replaced, atomically}
     *
     * @param value the new value
     */
    public int getAndSet(int value) {
        return Words.getAndSetInt(words(), valueOffset(), value);
    }

    /**
     * {@return whether the value was the expected one and has been replaced, atomically}
     *
     * @param expected what it must be
     * @param value the new value
     */
    public boolean compareAndSet(int expected, int value) {
        return Words.casInt(words(), valueOffset(), expected, value);
    }

    /**
     * Replaces the value by a function of it, atomically.
     *
     * @param function has no side effects: it is called again when another thread or process was
     *     faster
     * @return the new value
     */
    public int updateAndGet(IntUnaryOperator function) {
        while (true) {
            int before = get();
            int after = function.applyAsInt(before);
            if (compareAndSet(before, after)) {
                return after;
            }
        }
    }

    /** {@return the value as text} */
    @Override
    public String toString() {
        return isClosed() ? "closed" : String.valueOf(get());
    }
}
