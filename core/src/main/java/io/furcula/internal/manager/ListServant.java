package io.furcula.internal.manager;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A list in the server: one call at a time. */
final class ListServant<E extends @Nullable Object> implements RemoteList<E> {

    private final List<E> list;

    ListServant(List<E> list) {
        this.list = list;
    }

    @Override
    public int size() {
        synchronized (list) {
            return list.size();
        }
    }

    @Override
    public E get(int index) {
        synchronized (list) {
            return list.get(index);
        }
    }

    @Override
    public E set(int index, E element) {
        synchronized (list) {
            return list.set(index, element);
        }
    }

    @Override
    public boolean add(E element) {
        synchronized (list) {
            return list.add(element);
        }
    }

    @Override
    public void add(int index, E element) {
        synchronized (list) {
            list.add(index, element);
        }
    }

    @Override
    public boolean addAll(Collection<? extends E> elements) {
        synchronized (list) {
            return list.addAll(elements);
        }
    }

    @Override
    public boolean addAll(int index, Collection<? extends E> elements) {
        synchronized (list) {
            return list.addAll(index, elements);
        }
    }

    @Override
    public E removeAt(int index) {
        synchronized (list) {
            return list.remove(index);
        }
    }

    @Override
    public boolean removeElement(@Nullable Object element) {
        synchronized (list) {
            return list.remove(element);
        }
    }

    @Override
    public boolean removeAll(Collection<?> elements) {
        synchronized (list) {
            return list.removeAll(elements);
        }
    }

    @Override
    public boolean retainAll(Collection<?> elements) {
        synchronized (list) {
            return list.retainAll(elements);
        }
    }

    @Override
    public boolean contains(@Nullable Object element) {
        synchronized (list) {
            return list.contains(element);
        }
    }

    @Override
    public int indexOf(@Nullable Object element) {
        synchronized (list) {
            return list.indexOf(element);
        }
    }

    @Override
    public int lastIndexOf(@Nullable Object element) {
        synchronized (list) {
            return list.lastIndexOf(element);
        }
    }

    @Override
    public void clear() {
        synchronized (list) {
            list.clear();
        }
    }

    @Override
    public void sort() {
        synchronized (list) {
            list.sort(null);
        }
    }

    @Override
    public List<E> copy(int from, int to) {
        synchronized (list) {
            return new ArrayList<>(list.subList(from, to));
        }
    }

    @Override
    public List<E> copy() {
        synchronized (list) {
            return new ArrayList<>(list);
        }
    }
}
