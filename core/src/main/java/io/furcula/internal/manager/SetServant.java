package io.furcula.internal.manager;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;

/** A set in the server. As safe for many threads as the set itself is. */
final class SetServant<E> implements RemoteSet<E> {

    private final Set<E> set;

    SetServant(Set<E> set) {
        this.set = set;
    }

    @Override
    public int size() {
        return set.size();
    }

    @Override
    public boolean contains(Object element) {
        return set.contains(element);
    }

    @Override
    public boolean containsAll(Collection<?> elements) {
        return set.containsAll(elements);
    }

    @Override
    public boolean add(E element) {
        return set.add(element);
    }

    @Override
    public boolean addAll(Collection<? extends E> elements) {
        return set.addAll(elements);
    }

    @Override
    public boolean remove(Object element) {
        return set.remove(element);
    }

    @Override
    public boolean removeAll(Collection<?> elements) {
        return set.removeAll(elements);
    }

    @Override
    public boolean retainAll(Collection<?> elements) {
        return set.retainAll(elements);
    }

    @Override
    public void clear() {
        set.clear();
    }

    @Override
    public List<E> copy() {
        return new ArrayList<>(set);
    }
}
