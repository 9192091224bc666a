package io.furcula.internal.manager;

import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What of a list crosses the connection. */
interface RemoteList<E extends @Nullable Object> {

    int size();

    E get(int index);

    E set(int index, E element);

    boolean add(E element);

    void add(int index, E element);

    boolean addAll(Collection<? extends E> elements);

    boolean addAll(int index, Collection<? extends E> elements);

    E removeAt(int index);

    boolean removeElement(@Nullable Object element);

    boolean removeAll(Collection<?> elements);

    boolean retainAll(Collection<?> elements);

    boolean contains(@Nullable Object element);

    int indexOf(@Nullable Object element);

    int lastIndexOf(@Nullable Object element);

    void clear();

    void sort();

    /** {@return a copy of a part} */
    List<E> copy(int from, int to);

    List<E> copy();
}
