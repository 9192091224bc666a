package io.furcula.internal.manager;

import io.furcula.manager.ManagedValue;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A value that lives in a server. */
@SuppressWarnings("NullAway") // does not know that T may be nullable
final class ServerValue implements ManagedValue<@Nullable Object> {

    private @Nullable Object value; // guarded by this

    ServerValue(@Nullable Object value) {
        this.value = value;
    }

    @Override
    public synchronized @Nullable Object get() {
        return value;
    }

    @Override
    public synchronized void set(@Nullable Object newValue) {
        value = newValue;
    }

    @Override
    public synchronized @Nullable Object getAndSet(@Nullable Object newValue) {
        Object before = value;
        value = newValue;
        return before;
    }

    @Override
    public synchronized boolean compareAndSet(
            @Nullable Object expected, @Nullable Object newValue) {
        boolean equal = Objects.deepEquals(value, expected);
        if (equal) {
            value = newValue;
        }
        return equal;
    }

    @Override
    public synchronized String toString() {
        return "Value[" + value + "]";
    }
}
