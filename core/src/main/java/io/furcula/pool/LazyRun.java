package io.furcula.pool;

import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.concurrent.CancellationException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * A map whose results are taken one by one.
 *
 * <p><b>Thread safety:</b> one thread takes; others complete.
 *
 * @param <R> the results' type
 */
final class LazyRun<R> implements Iterator<R> {

    private static final int CHUNKS_AHEAD = 4;
    private static final int LARGEST_CHUNK = 16;

    private final PoolEngine engine;
    private final Job job;
    private final MapFeeder feeder;
    private final int most;
    private boolean isEnded;
    private boolean hasAll;
    private int taken;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    /** What came and was not taken, by index; if they need no order, by when they came. Guarded by lock. */
    private final Map<Integer, Outcome<R>> ready = new HashMap<>();

    private int came; // guarded by lock

    LazyRun(PoolEngine engine, Iterator<?> items, Job.Maker maker) {
        this.engine = engine;
        this.job = maker.make(this::completed);
        this.feeder = new MapFeeder(engine, job, items, -1);
        int chunk = job.options().chunkSize();
        this.most = chunk == MapOptions.AUTO ? LARGEST_CHUNK : chunk;
    }

    Stream<R> stream() {
        return StreamSupport.stream(
                        Spliterators.spliteratorUnknownSize(this, Spliterator.ORDERED), false)
                .onClose(this::end);
    }

    @SuppressWarnings("unchecked") // as the task returns it
    private void completed(int index, @Nullable Object value, @Nullable Throwable failure) {
        lock.lock();
        try {
            int place = job.options().isUnordered() ? came : index;
            came++;
            ready.put(place, new Outcome<>(index, (R) value, failure));
            feeder.completed();
            changed.signal();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public boolean hasNext() {
        if (isEnded) {
            return false;
        }
        try {
            while (!hasAll && feeder.sent() - taken < CHUNKS_AHEAD * engine.size() * most) {
                hasAll = feeder.sendNext(most) == 0;
                if (isReady()) {
                    break; // its taker need not wait for what is ahead
                }
            }
        } catch (InterruptedException e) {
            throw interrupted();
        } catch (RuntimeException | Error e) { // of the items' own iterator, for example
            end();
            throw e;
        }
        if (hasAll && taken == feeder.sent()) {
            end();
            return false;
        }
        return true;
    }

    private boolean isReady() {
        lock.lock();
        try {
            return ready.containsKey(taken);
        } finally {
            lock.unlock();
        }
    }

    @Override
    @SuppressWarnings("NullAway") // null is a result like any other
    public R next() {
        if (!hasNext()) {
            throw new NoSuchElementException("no items are left");
        }
        Outcome<R> outcome = take();
        taken++;
        Throwable failure = outcome.failure();
        if (failure != null) {
            throw MapRun.failed(job, outcome.index(), failure);
        }
        return outcome.result();
    }

    private Outcome<R> take() {
        lock.lock();
        try {
            Outcome<R> outcome = ready.remove(taken);
            while (outcome == null) {
                changed.await();
                outcome = ready.remove(taken);
            }
            return outcome;
        } catch (InterruptedException e) {
            throw interrupted();
        } finally {
            lock.unlock();
        }
    }

    private CancellationException interrupted() {
        Thread.currentThread().interrupt();
        return new CancellationException("interrupted while waiting for a result");
    }

    private void end() {
        if (!isEnded) {
            isEnded = true;
            engine.cancel(job, false);
            engine.forget(job);
        }
    }
}
