package io.furcula.internal.manager;

import io.furcula.internal.shared.Timeouts;
import io.furcula.manager.ManagedQueue;
import java.time.Duration;
import java.util.AbstractQueue;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A queue that lives in a server. What is put back may exceed its capacity for a while. */
final class ServerQueue<E> extends AbstractQueue<E> implements ManagedQueue<E> {

    private static final long FOREVER = Long.MAX_VALUE;

    private final int capacity;
    private final Deque<E> elements = new ArrayDeque<>();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition notFull = lock.newCondition();
    private final Condition notEmpty = lock.newCondition();
    private final Condition allDone = lock.newCondition();
    private long unfinished;

    ServerQueue(int capacity) {
        if (capacity < 1) {
            throw new IllegalArgumentException("capacity=" + capacity + " is less than 1");
        }
        this.capacity = capacity;
    }

    private <T extends @Nullable Object> T locked(Supplier<T> work) {
        lock.lock();
        try {
            return work.get();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void put(E element) throws InterruptedException {
        offer(element, FOREVER, TimeUnit.NANOSECONDS);
    }

    @Override
    public boolean offer(E element) {
        Objects.requireNonNull(element);
        return locked(() -> elements.size() < capacity && add(element, false));
    }

    private boolean add(E element, boolean atHead) {
        if (atHead) {
            elements.addFirst(element);
        } else {
            elements.addLast(element);
            unfinished++;
        }
        notEmpty.signal();
        return true;
    }

    @Override
    public boolean offer(E element, long timeout, TimeUnit unit) throws InterruptedException {
        Objects.requireNonNull(element);
        long left = unit.toNanos(timeout);
        lock.lockInterruptibly();
        try {
            while (elements.size() >= capacity) {
                if (left <= 0) {
                    return false;
                }
                left = await(notFull, left);
            }
            return add(element, false);
        } finally {
            lock.unlock();
        }
    }

    /** {@return what is left of the time} */
    @SuppressWarnings("WaitNotInLoop") // its callers have the loop
    private static long await(Condition condition, long nanos) throws InterruptedException {
        if (nanos == FOREVER) {
            condition.await();
            return FOREVER;
        }
        return condition.awaitNanos(nanos);
    }

    @Override
    public E take() throws InterruptedException {
        return Objects.requireNonNull(poll(FOREVER, TimeUnit.NANOSECONDS));
    }

    @Override
    public @Nullable E poll() {
        return locked(this::removeFirst);
    }

    private @Nullable E removeFirst() {
        E first = elements.pollFirst();
        if (elements.size() < capacity) {
            notFull.signal();
        }
        return first;
    }

    @Override
    public @Nullable E poll(long timeout, TimeUnit unit) throws InterruptedException {
        long left = unit.toNanos(timeout);
        lock.lockInterruptibly();
        try {
            while (elements.isEmpty()) {
                if (left <= 0) {
                    return null;
                }
                left = await(notEmpty, left);
            }
            return removeFirst();
        } finally {
            lock.unlock();
        }
    }

    /** Who had taken it never got it. */
    void putBack(E element) {
        locked(() -> add(element, true));
    }

    @Override
    public @Nullable E peek() {
        return locked(elements::peekFirst);
    }

    @Override
    public int size() {
        return locked(elements::size);
    }

    @Override
    public int remainingCapacity() {
        return locked(() -> Math.max(0, capacity - elements.size()));
    }

    @Override
    public boolean remove(Object element) {
        return changed(() -> elements.remove(element));
    }

    @Override
    public boolean removeAll(Collection<?> others) {
        return changed(() -> elements.removeAll(others));
    }

    @Override
    public boolean retainAll(Collection<?> others) {
        return changed(() -> elements.retainAll(others));
    }

    @Override
    public void clear() {
        lock.lock();
        try {
            elements.clear();
            notFull.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private boolean changed(Supplier<Boolean> work) {
        return locked(() -> {
            boolean changed = work.get();
            notFull.signalAll();
            return changed;
        });
    }

    @Override
    public int drainTo(Collection<? super E> target) {
        return drainTo(target, Integer.MAX_VALUE);
    }

    @Override
    public int drainTo(Collection<? super E> target, int most) {
        return locked(() -> {
            int n = 0;
            for (; n < most && !elements.isEmpty(); n++) {
                target.add(elements.removeFirst());
            }
            notFull.signalAll();
            return n;
        });
    }

    @Override
    public boolean contains(Object element) {
        return locked(() -> elements.contains(element));
    }

    @Override
    public Iterator<E> iterator() {
        return Collections.unmodifiableList(copy()).iterator();
    }

    private List<E> copy() {
        return locked(() -> new ArrayList<>(elements));
    }

    @Override
    public Object[] toArray() {
        return copy().toArray();
    }

    @Override
    public <T> T[] toArray(T[] array) {
        return copy().toArray(array);
    }

    @Override
    public void taskDone() {
        lock.lock();
        try {
            if (unfinished == 0) {
                throw new IllegalStateException("taskDone() was called more often than put()");
            }
            unfinished--;
            if (unfinished == 0) {
                allDone.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void join() throws InterruptedException {
        joinNanos(FOREVER);
    }

    @Override
    public boolean join(Duration timeout) throws InterruptedException {
        return joinNanos(Timeouts.nanos(timeout));
    }

    private boolean joinNanos(long timeoutNanos) throws InterruptedException {
        long left = timeoutNanos;
        lock.lockInterruptibly();
        try {
            while (unfinished > 0) {
                if (left <= 0) {
                    return false;
                }
                left = await(allDone, left);
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public String toString() {
        return copy().toString();
    }
}
