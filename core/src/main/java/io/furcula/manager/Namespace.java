package io.furcula.manager;

import java.util.NoSuchElementException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Values in a manager's server that have names. Who gets one gets a copy: it changes when it is set again.
 *
 * <p><b>Thread safety:</b> safe for any number of threads and processes.
 */
public interface Namespace {

    /**
     * {@return a value}
     *
     * @param name its name
     * @throws NoSuchElementException if there is none
     */
    @Nullable
    Object get(String name);

    /**
     * Sets a value.
     *
     * @param name its name
     * @param value the value; may be null
     */
    void set(String name, @Nullable Object value);

    /**
     * Removes a value.
     *
     * @param name its name
     * @throws NoSuchElementException if there is none
     */
    void remove(String name);

    /** {@return the names, A to Z} */
    Set<String> names();
}
