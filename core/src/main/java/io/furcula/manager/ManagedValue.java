package io.furcula.manager;

import org.jspecify.annotations.Nullable;

/**
 * A value in a manager's server. Who gets it gets a copy: it changes when it is set again.
 *
 * <p><b>Thread safety:</b> safe for any number of threads and processes.
 *
 * @param <T> the value's type
 */
public interface ManagedValue<T> {

    /** {@return the value} */
    @Nullable
    T get();

    /**
     * Sets the value.
     *
     * @param value the value; may be null
     */
    void set(@Nullable T value);

    /**
     * Sets the value.
     *
     * @param value the value; may be null
     * @return the one before
     */
    @Nullable
    T getAndSet(@Nullable T value);

    /**
     * Sets the value, if it is another one's equal.
     *
     * @param expected the other one; may be null
     * @param value the value; may be null
     * @return whether it was set
     */
    boolean compareAndSet(@Nullable T expected, @Nullable T value);
}
