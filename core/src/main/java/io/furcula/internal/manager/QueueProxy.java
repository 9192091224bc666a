package io.furcula.internal.manager;

import io.furcula.internal.shared.Timeouts;
import io.furcula.manager.ManagedProxy;
import io.furcula.manager.ManagedQueue;
import java.io.ObjectStreamException;
import java.time.Duration;
import java.util.AbstractQueue;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Iterator;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A queue in the server. Iterators are of a copy, and change nothing. */
@SuppressWarnings("serial") // is sent as its handle
final class QueueProxy<E> extends AbstractQueue<E> implements ManagedQueue<E>, ManagedProxy {

    private static final long serialVersionUID = 1;

    private final transient RemoteQueue<E> remote;

    QueueProxy(RemoteQueue<E> remote) {
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
    public void put(E element) throws InterruptedException {
        remote.put(element);
    }

    @Override
    public boolean offer(E element) {
        return remote.offer(element);
    }

    @Override
    public boolean offer(E element, long timeout, TimeUnit unit) throws InterruptedException {
        return remote.offer(element, unit.toNanos(timeout));
    }

    @Override
    public E take() throws InterruptedException {
        return remote.take();
    }

    @Override
    public @Nullable E poll() {
        return remote.poll();
    }

    @Override
    public @Nullable E poll(long timeout, TimeUnit unit) throws InterruptedException {
        return remote.poll(unit.toNanos(timeout));
    }

    @Override
    public @Nullable E peek() {
        return remote.peek();
    }

    @Override
    public int size() {
        return remote.size();
    }

    @Override
    public int remainingCapacity() {
        return remote.remainingCapacity();
    }

    @Override
    public boolean contains(Object element) {
        return remote.contains(element);
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
    public int drainTo(Collection<? super E> target) {
        return drainTo(target, Integer.MAX_VALUE);
    }

    @Override
    public int drainTo(Collection<? super E> target, int most) {
        if (target == this) {
            throw new IllegalArgumentException("a queue is not drained into itself");
        }
        Collection<E> drained = remote.drain(most);
        target.addAll(drained);
        return drained.size();
    }

    @Override
    public Iterator<E> iterator() {
        return Collections.unmodifiableList(remote.copy()).iterator();
    }

    @Override
    public Object[] toArray() {
        return remote.copy().toArray();
    }

    @Override
    public <T> T[] toArray(T[] array) {
        return remote.copy().toArray(array);
    }

    @Override
    public void taskDone() {
        remote.taskDone();
    }

    @Override
    public void join() throws InterruptedException {
        remote.join(Long.MAX_VALUE);
    }

    @Override
    public boolean join(Duration timeout) throws InterruptedException {
        return remote.join(Timeouts.nanos(timeout));
    }

    /** {@return whether it is the same queue in the server} */
    @Override
    public boolean equals(@Nullable Object other) {
        return this == other
                || (other instanceof QueueProxy<?> proxy && remote.equals(proxy.remote));
    }

    @Override
    public int hashCode() {
        return remote.hashCode();
    }

    @Override
    public String toString() {
        return remote.toString();
    }
}
