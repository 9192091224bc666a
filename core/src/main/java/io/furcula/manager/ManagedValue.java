package io.furcula.manager;

import org.jspecify.annotations.Nullable;

/**
 * A value in a manager's server. Who gets it gets a copy: it changes when it is set again.
 *
 * <p><b>Thread safety:</b> safe for any number of threads and processes.
 *
 * @param <T> the value's type
 */
public interface ManagedValue<T extends @Nullable Object> {

    /** {@return the value} */
    T get();

    /**
     * Sets the value.
     *
     * @param value the value
     */
    void set(T value);

    /**
     * Sets the value.
     *
     * @param value the value
     * @return the one before
     */
    T getAndSet(T value);

    /**
     * Sets the value, if it is another one's equal.
     *
     * @param expected the other one
     * @param value the value
     * @return whether it was set
     */
    boolean compareAndSet(T expected, T value);
}
