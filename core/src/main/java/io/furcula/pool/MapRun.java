package io.furcula.pool;

import io.furcula.internal.ErrorText;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * One map of items that are all known, and its results.
 *
 * <p><b>Thread safety:</b> one thread maps; others complete.
 *
 * @param <R> the results' type
 */
final class MapRun<R> {

    /** So many items may be on their way, or one chunk. */
    private static final int MOST_ON_THEIR_WAY = 1 << 16;

    /** Of an item that is not done. */
    private static final Object NOTHING = new Object();

    private final PoolEngine engine;
    private final List<?> items;
    private final Job job;
    private final MapFeeder feeder;
    private final boolean endsWithFirstFailure;
    private final @Nullable Object[] values;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private int done; // guarded by lock, as are all below
    private int wakeAt;
    private @Nullable Throwable firstFailure;
    private int firstFailed;

    /** A failure in the place of a value. */
    private record Failed(Throwable failure) {}

    MapRun(PoolEngine engine, List<?> items, Job.Maker maker, boolean endsWithFirstFailure) {
        this.engine = engine;
        this.items = items;
        this.endsWithFirstFailure = endsWithFirstFailure;
        this.values = new Object[items.size()];
        Arrays.fill(values, NOTHING);
        this.job = maker.make(this::completed);
        this.feeder = new MapFeeder(engine, job, items.iterator(), items.size());
    }

    /**
     * Sends all, and waits for all.
     *
     * @return whether all is done, or enough is known; false if the time is over
     */
    boolean await(long nanos) throws InterruptedException {
        long start = System.nanoTime();
        engine.beginMap();
        boolean over = false;
        try {
            while (feeder.sent() < items.size()) {
                int room = awaitRoom(nanos, start);
                if (room == 0) {
                    over = isDecided();
                    return over;
                }
                feeder.sendNext(room);
            }
            over = awaitDone(items.size(), nanos, start);
            return over;
        } finally {
            if (!over || firstFailure != null) {
                engine.cancel(job, false);
            }
            engine.forget(job);
            engine.endMap();
        }
    }

    /** {@return how many items may be sent; 0 if no more are to be} */
    private int awaitRoom(long nanos, long start) throws InterruptedException {
        int least = feeder.sent() - MOST_ON_THEIR_WAY + 1;
        if (least > 0 && !awaitDone(least, nanos, start)) {
            return 0;
        }
        lock.lock();
        try {
            return isDecided() ? 0 : MOST_ON_THEIR_WAY - (feeder.sent() - done);
        } finally {
            lock.unlock();
        }
    }

    /** {@return whether so many are done, or enough is known} */
    private boolean awaitDone(int count, long nanos, long start) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            wakeAt = count;
            while (done < count && !isDecided()) {
                long left = nanos == Long.MAX_VALUE
                        ? Long.MAX_VALUE
                        : nanos - (System.nanoTime() - start);
                if (left <= 0) {
                    return false;
                }
                var unused = changed.awaitNanos(left);
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    private boolean isDecided() {
        return endsWithFirstFailure && firstFailure != null;
    }

    private void completed(int index, @Nullable Object value, @Nullable Throwable failure) {
        lock.lock();
        try {
            values[index] = failure == null ? value : new Failed(failure);
            done++;
            feeder.completed();
            if (failure != null && firstFailure == null) {
                firstFailure = failure;
                firstFailed = index;
            }
            if (done >= wakeAt || isDecided()) {
                changed.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    int done() {
        lock.lock();
        try {
            return done;
        } finally {
            lock.unlock();
        }
    }

    /** {@return all results, if all are there} */
    @SuppressWarnings("unchecked") // as the task returns them
    List<R> results() {
        lock.lock();
        try {
            if (firstFailure != null) {
                throw failed(job, firstFailed, firstFailure);
            }
            List<R> list = new ArrayList<>(values.length);
            for (Object value : values) {
                list.add((R) value);
            }
            return list;
        } finally {
            lock.unlock();
        }
    }

    /** {@return what a map throws of an item's failure} */
    static RuntimeException failed(Job job, int index, Throwable failure) {
        return new TaskFailedException(
                ErrorText.of(
                                "FUR-704",
                                "Item " + index + " of " + job.name() + " failed: " + failure)
                        .remedy("see the cause; WorkerPool.mapOutcomes goes on behind a failure")
                        .toString(),
                failure);
    }

    /** {@return what became of each} */
    @SuppressWarnings("unchecked") // as the task returns them
    List<Outcome<R>> outcomes() {
        lock.lock();
        try {
            List<Outcome<R>> list = new ArrayList<>(values.length);
            for (int i = 0; i < values.length; i++) {
                Object value = values[i];
                if (value == NOTHING) {
                    list.add(new Outcome<>(i, null, new CancellationException("not done in time")));
                } else if (value instanceof Failed failed) {
                    list.add(new Outcome<>(i, null, failed.failure()));
                } else {
                    list.add(new Outcome<>(i, (R) value, null));
                }
            }
            return Collections.unmodifiableList(list);
        } finally {
            lock.unlock();
        }
    }
}
