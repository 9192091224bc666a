package io.furcula;

import io.furcula.internal.shared.SharedBlock;
import io.furcula.internal.shared.Words;
import java.util.function.DoubleUnaryOperator;

/**
 * A {@code double} in shared memory. Reads and writes are volatile: what one process
 * writes, any other reads at once.
 *
 * <p><b>Thread safety:</b> safe for any number of threads and processes, without {@link #lock}.
 */
public final class DoubleValue extends SharedObject implements Value {

    private static final long serialVersionUID = 1;

    DoubleValue(SharedBlock block) {
        super(Kind.DOUBLE_VALUE, block);
    }

    /** {@return the value} */
    public double get() {
        return Double.longBitsToDouble(Words.longVolatile(words(), valueOffset()));
    }

    /**
     * Sets the value.
     *
     * @param value the new value
     */
    public void set(double value) {
        Words.longVolatile(words(), valueOffset(), Double.doubleToRawLongBits(value));
    }

    /** {@return the value, read plainly} As a Java field: for what is ordered otherwise, by a lock or a join. */
    public double getPlain() {
        return Double.longBitsToDouble(Words.longPlain(words(), valueOffset()));
    }

    /**
     * Sets the value, plainly: others see it once something orders it before their reads.
     *
     * @param value the new value
     */
    public void setPlain(double value) {
        Words.longPlain(words(), valueOffset(), Double.doubleToRawLongBits(value));
    }

    /**
     * Adds, atomically: no update is lost.
     *
     * @param delta what to add
     */
    public void add(double delta) {
        updateAndGet(v -> v + delta);
    }

    /**
     * {@return the value after an atomic addition}
     *
     * @param delta what to add
     */
    public double addAndGet(double delta) {
        return updateAndGet(v -> v + delta);
    }

    /**
     * {@return the value before it was replaced, atomically}
     *
     * @param value the new value
     */
    public double getAndSet(double value) {
        long bits = Double.doubleToRawLongBits(value);
        return Double.longBitsToDouble(Words.getAndSetLong(words(), valueOffset(), bits));
    }

    /**
     * {@return whether the value was the expected one, bit by bit, and has been replaced, atomically}
     *
     * @param expected what it must be
     * @param value the new value
     */
    public boolean compareAndSet(double expected, double value) {
        return Words.casLong(
                words(),
                valueOffset(),
                Double.doubleToRawLongBits(expected),
                Double.doubleToRawLongBits(value));
    }

    /**
     * Replaces the value by a function of it, atomically.
     *
     * @param function has no side effects: it is called again when another thread or process was
     *     faster
     * @return the new value
     */
    public double updateAndGet(DoubleUnaryOperator function) {
        while (true) {
            double before = get();
            double after = function.applyAsDouble(before);
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
