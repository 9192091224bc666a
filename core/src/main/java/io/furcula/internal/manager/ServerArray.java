package io.furcula.internal.manager;

import java.util.AbstractList;
import java.util.Collection;
import java.util.RandomAccess;
import org.jspecify.annotations.Nullable;

/** A list that lives in a server, and whose size does not change. */
@SuppressWarnings("NullAway") // does not know that elements may be null
final class ServerArray extends AbstractList<@Nullable Object> implements RandomAccess {

    private final @Nullable Object[] elements; // guarded by this

    ServerArray(Collection<?> elements) {
        this.elements = elements.toArray();
    }

    @Override
    public int size() {
        return elements.length;
    }

    @Override
    public synchronized @Nullable Object get(int index) {
        return elements[index];
    }

    @Override
    public synchronized @Nullable Object set(int index, @Nullable Object element) {
        Object before = elements[index];
        elements[index] = element;
        return before;
    }
}
