package io.furcula.internal.manager;

import io.furcula.manager.ManagedProxy;
import java.io.ObjectStreamException;
import java.util.AbstractSet;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/** A set in the server. Iterators are of a copy; what they remove is removed there. */
@SuppressWarnings("serial") // is sent as its handle
final class SetProxy<E> extends AbstractSet<E> implements ManagedProxy {

    private static final long serialVersionUID = 1;

    private final transient RemoteSet<E> remote;

    SetProxy(RemoteSet<E> remote) {
        this.remote = remote;
    }

    @Override
    public long objectNumber() {
        return ((ManagedProxy) remote).objectNumber();
    }

    @Override
    public Object writeReplace() throws ObjectStreamException {
        return ((ManagedProxy) remote).writeReplace();
    }

    @Override
    public int size() {
        return remote.size();
    }

    @Override
    public boolean contains(Object element) {
        return remote.contains(element);
    }

    @Override
    public boolean containsAll(Collection<?> elements) {
        return remote.containsAll(new ArrayList<>(elements));
    }

    @Override
    public boolean add(E element) {
        return remote.add(element);
    }

    @Override
    public boolean addAll(Collection<? extends E> elements) {
        return remote.addAll(new ArrayList<>(elements));
    }

    @Override
    public boolean remove(Object element) {
        return remote.remove(element);
    }

    @Override
    public boolean removeAll(Collection<?> elements) {
        return remote.removeAll(new ArrayList<>(elements));
    }

    @Override
    public boolean retainAll(Collection<?> elements) {
        return remote.retainAll(new ArrayList<>(elements));
    }

    @Override
    public void clear() {
        remote.clear();
    }

    @Override
    public Iterator<E> iterator() {
        Iterator<E> copy = remote.copy().iterator();
        return new Iterator<>() {
            private @Nullable E last;

            @Override
            public boolean hasNext() {
                return copy.hasNext();
            }

            @Override
            public E next() {
                E next = copy.next();
                last = next;
                return next;
            }

            @Override
            public void remove() {
                if (last == null) {
                    throw new IllegalStateException("no element to remove");
                }
                remote.remove(last);
                last = null;
            }
        };
    }

    @Override
    public Object[] toArray() {
        return remote.copy().toArray();
    }

    @Override
    public <T> T[] toArray(T[] array) {
        return remote.copy().toArray(array);
    }

    /** As every set's. The same set in the server is equal without a look at what it has. */
    @Override
    public boolean equals(@Nullable Object other) {
        return this == other
                || (other instanceof SetProxy<?> proxy && remote.equals(proxy.remote))
                || super.equals(other);
    }

    @Override
    public int hashCode() {
        return super.hashCode();
    }

    @Override
    public String toString() {
        return remote.toString();
    }
}
