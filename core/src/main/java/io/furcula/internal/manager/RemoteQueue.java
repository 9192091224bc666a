package io.furcula.internal.manager;

import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What of a queue crosses the connection. Times are in nanoseconds. */
interface RemoteQueue<E> {

    void put(E element) throws InterruptedException;

    boolean offer(E element);

    boolean offer(E element, long timeoutNanos) throws InterruptedException;

    E take() throws InterruptedException;

    @Nullable
    E poll();

    @Nullable
    E poll(long timeoutNanos) throws InterruptedException;

    @Nullable
    E peek();

    int size();

    int remainingCapacity();

    boolean contains(Object element);

    boolean remove(Object element);

    boolean removeAll(Collection<?> elements);

    boolean retainAll(Collection<?> elements);

    void clear();

    List<E> drain(int most);

    List<E> copy();

    void taskDone();

    boolean join(long timeoutNanos) throws InterruptedException;
}
