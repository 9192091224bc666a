package io.furcula;

import io.furcula.internal.shared.SharedBlock;
import io.furcula.internal.shared.Words;
import java.util.function.LongUnaryOperator;

/**
 * A {@code long} in shared memory, and an atomic counter. Reads and writes are volatile: what one process
 * writes, any other reads at once.
 *
 * <p><b>Thread safety:</b> safe for any number of threads and processes, without {@link #lock}.
 */
public final class LongValue extends SharedObject implements Value {

    private static final long serialVersionUID = 1;

    LongValue(SharedBlock block) {
        super(Kind.LONG_VALUE, block);
    }

    /** {@return the value} */
    public long get() {
        return Words.longVolatile(words(), valueOffset());
    }

    /**
     * Sets the value.
     *
     * @param value the new value
     */
    public void set(long value) {
        Words.longVolatile(words(), valueOffset(), value);
    }

    /** {@return the value, read plainly} As a Java field: for what is ordered otherwise, by a lock or a join. */
    public long getPlain() {
        return Words.longPlain(words(), valueOffset());
    }

    /**
     * Sets the value, plainly: others see it once something orders it before their reads.
     *
     * @param value the new value
     */
    public void setPlain(long value) {
        Words.longPlain(words(), valueOffset(), value);
    }

    /**
     * Adds, atomically: no update is lost.
     *
     * @param delta what to add
     */
    public void add(long delta) {
        getAndAdd(delta);
    }

    /**
     * {@return the value before an atomic addition}
     *
     * @param delta what to add
     */
    public long getAndAdd(long delta) {
        return Words.getAndAddLong(words(), valueOffset(), delta);
    }

    /**
     * {@return the value after an atomic addition}
     *
     * @param delta what to add
     */
    public long addAndGet(long delta) {
        return getAndAdd(delta) + delta;
    }

    /** {@return the value after one was added, atomically} */
    public long incrementAndGet() {
        return addAndGet(1);
    }

    /** {@return the value after one was taken away, atomically} */
    public long decrementAndGet() {
        return addAndGet(-1);
    }

    /**
     * {@return the value before it was replaced, atomically}
     *
     * @param value the new value
     */
    public long getAndSet(long value) {
        return Words.getAndSetLong(words(), valueOffset(), value);
    }

    /**
     * {@return whether the value was the expected one and has been replaced, atomically}
     *
     * @param expected what it must be
     * @param value the new value
     */
    public boolean compareAndSet(long expected, long value) {
        return Words.casLong(words(), valueOffset(), expected, value);
    }

    /**
     * Replaces the value by a function of it, atomically.
     *
     * @param function has no side effects: it is called again when another thread or process was
     *     faster
     * @return the new value
     */
    public long updateAndGet(LongUnaryOperator function) {
        while (true) {
            long before = get();
            long after = function.applyAsLong(before);
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
