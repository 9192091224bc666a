package io.furcula.internal.manager;

import io.furcula.manager.ManagedProxy;
import java.io.ObjectStreamException;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.ListIterator;
import java.util.Spliterator;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** A list in the server. Iterators are of a copy, and change nothing; so are parts of it. */
@SuppressWarnings("serial") // is sent as its handle
final class ListProxy<E extends @Nullable Object> extends AbstractList<E> implements ManagedProxy {

    private static final long serialVersionUID = 1;

    private final transient RemoteList<E> remote;

    ListProxy(RemoteList<E> remote) {
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
    public E get(int index) {
        return remote.get(index);
    }

    @Override
    public E set(int index, E element) {
        return remote.set(index, element);
    }

    @Override
    public boolean add(E element) {
        return remote.add(element);
    }

    @Override
    public void add(int index, E element) {
        remote.add(index, element);
    }

    @Override
    public boolean addAll(Collection<? extends E> elements) {
        return remote.addAll(new ArrayList<>(elements));
    }

    @Override
    public boolean addAll(int index, Collection<? extends E> elements) {
        return remote.addAll(index, new ArrayList<>(elements));
    }

    @Override
    public E remove(int index) {
        return remote.removeAt(index);
    }

    @Override
    public boolean remove(@Nullable Object element) {
        return remote.removeElement(element);
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
    public boolean contains(@Nullable Object element) {
        return remote.contains(element);
    }

    @Override
    public int indexOf(@Nullable Object element) {
        return remote.indexOf(element);
    }

    @Override
    public int lastIndexOf(@Nullable Object element) {
        return remote.lastIndexOf(element);
    }

    @Override
    public void clear() {
        remote.clear();
    }

    /** By an order that only this process knows: element by element, while others may change it. */
    @Override
    public void sort(@Nullable Comparator<? super E> order) {
        if (order == null) {
            remote.sort();
            return;
        }
        List<E> sorted = remote.copy();
        sorted.sort(order);
        for (int i = 0; i < sorted.size(); i++) {
            remote.set(i, sorted.get(i));
        }
    }

    @Override
    public boolean removeIf(Predicate<? super E> filter) {
        throw unsupported();
    }

    @Override
    public void replaceAll(UnaryOperator<E> operator) {
        throw unsupported();
    }

    private static UnsupportedOperationException unsupported() {
        return new UnsupportedOperationException(
                "a managed list is not changed by functions: others may change it meanwhile");
    }

    private List<E> copy() {
        return Collections.unmodifiableList(remote.copy());
    }

    @Override
    public Iterator<E> iterator() {
        return copy().iterator();
    }

    @Override
    public ListIterator<E> listIterator() {
        return copy().listIterator();
    }

    @Override
    public ListIterator<E> listIterator(int index) {
        return copy().listIterator(index);
    }

    @Override
    public Spliterator<E> spliterator() {
        return copy().spliterator();
    }

    @Override
    public List<E> subList(int from, int to) {
        return Collections.unmodifiableList(remote.copy(from, to));
    }

    @Override
    public @Nullable Object[] toArray() {
        return remote.copy().toArray();
    }

    @Override
    public <T extends @Nullable Object> T[] toArray(T[] array) {
        return remote.copy().toArray(array);
    }

    /** As every list's. The same list in the server is equal without a look at what it has. */
    @Override
    public boolean equals(@Nullable Object other) {
        return this == other
                || (other instanceof ListProxy<?> proxy && remote.equals(proxy.remote))
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
