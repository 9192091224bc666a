package io.furcula.internal.manager;

import io.furcula.manager.ManagedQueue;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.BlockingDeque;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A queue in the server. What a client has taken and never received goes back. */
final class QueueServant<E> implements RemoteQueue<E> {

    private static final System.Logger LOG = System.getLogger("io.furcula.manager");

    private final BlockingQueue<E> queue;

    QueueServant(BlockingQueue<E> queue) {
        this.queue = queue;
    }

    @Override
    public void put(E element) throws InterruptedException {
        queue.put(element);
    }

    @Override
    public boolean offer(E element) {
        return queue.offer(element);
    }

    @Override
    public boolean offer(E element, long timeoutNanos) throws InterruptedException {
        return queue.offer(element, timeoutNanos, TimeUnit.NANOSECONDS);
    }

    @Override
    public E take() throws InterruptedException {
        E taken = queue.take();
        Caller.ifUndelivered(() -> putBack(taken));
        return taken;
    }

    @Override
    public @Nullable E poll() {
        return taken(queue.poll());
    }

    @Override
    public @Nullable E poll(long timeoutNanos) throws InterruptedException {
        return taken(queue.poll(timeoutNanos, TimeUnit.NANOSECONDS));
    }

    private @Nullable E taken(@Nullable E element) {
        if (element != null) {
            Caller.ifUndelivered(() -> putBack(element));
        }
        return element;
    }

    private void putBack(E element) {
        boolean back;
        if (queue instanceof ServerQueue<E> own) {
            own.putBack(element);
            back = true;
        } else if (queue instanceof BlockingDeque<E> deque) {
            back = deque.offerFirst(element);
        } else {
            back = queue.offer(element);
        }
        if (!back) {
            LOG.log(
                    Level.WARNING,
                    "an element is lost: who took it has ended, and the queue is full again");
        }
    }

    @Override
    public @Nullable E peek() {
        return queue.peek();
    }

    @Override
    public int size() {
        return queue.size();
    }

    @Override
    public int remainingCapacity() {
        return queue.remainingCapacity();
    }

    @Override
    public boolean contains(Object element) {
        return queue.contains(element);
    }

    @Override
    public boolean remove(Object element) {
        return queue.remove(element);
    }

    @Override
    public boolean removeAll(Collection<?> elements) {
        return queue.removeAll(elements);
    }

    @Override
    public boolean retainAll(Collection<?> elements) {
        return queue.retainAll(elements);
    }

    @Override
    public void clear() {
        queue.clear();
    }

    @Override
    public List<E> drain(int most) {
        ArrayList<E> drained = new ArrayList<>();
        queue.drainTo(drained, most);
        List<E> all = List.copyOf(drained);
        Caller.ifUndelivered(() -> {
            for (int i = all.size() - 1; i >= 0; i--) {
                putBack(all.get(i));
            }
        });
        return drained;
    }

    @Override
    public List<E> copy() {
        return new ArrayList<>(queue);
    }

    @Override
    public void taskDone() {
        counting().taskDone();
    }

    @Override
    public boolean join(long timeoutNanos) throws InterruptedException {
        return counting().join(Duration.ofNanos(timeoutNanos));
    }

    private ManagedQueue<E> counting() {
        if (queue instanceof ManagedQueue<E> managed) {
            return managed;
        }
        throw new UnsupportedOperationException(
                queue.getClass().getName() + " does not count what is done; Manager.queue() does");
    }
}
