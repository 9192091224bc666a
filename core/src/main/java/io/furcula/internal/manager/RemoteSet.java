package io.furcula.internal.manager;

import java.util.Collection;
import java.util.List;

/** What of a set crosses the connection. */
interface RemoteSet<E> {

    int size();

    boolean contains(Object element);

    boolean containsAll(Collection<?> elements);

    boolean add(E element);

    boolean addAll(Collection<? extends E> elements);

    boolean remove(Object element);

    boolean removeAll(Collection<?> elements);

    boolean retainAll(Collection<?> elements);

    void clear();

    List<E> copy();
}
