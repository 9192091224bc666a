package io.furcula.pool;

import io.furcula.internal.shared.Timeouts;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * The result of one task that was given to a pool.
 *
 * <p>What depends on it may run in the thread that takes results back for the whole pool: it must not wait for
 * another task, which throws an {@link IllegalStateException} there. Its {@code Async} methods may.
 *
 * <p><b>Thread safety:</b> safe for any number of threads.
 *
 * @param <R> the result's type
 */
public final class TaskFuture<R> extends CompletableFuture<R> {

    private final PoolEngine engine;
    private final Job job;
    private final boolean hasNoResult;
    private final @Nullable R instead;

    /**
     * The future of a task that is not sent yet.
     *
     * @param engine where it goes
     * @param maker makes its job
     * @param hasNoResult whether it is not the task that has a result
     * @param instead the result then
     */
    TaskFuture(PoolEngine engine, Job.Maker maker, boolean hasNoResult, @Nullable R instead) {
        this.hasNoResult = hasNoResult;
        this.engine = engine;
        this.instead = instead;
        this.job = maker.make(this::completed);
    }

    Job job() {
        return job;
    }

    @SuppressWarnings("unchecked") // as the task returns it
    private void completed(int index, @Nullable Object value, @Nullable Throwable failure) {
        engine.forget(job);
        if (failure == null) {
            complete(hasNoResult ? instead : (R) value);
        } else if (failure instanceof CancellationException) {
            super.cancel(false);
        } else {
            completeExceptionally(failure);
        }
    }

    /**
     * Cancels the task, if it has not completed. One that no worker has begun is never begun.
     *
     * @param mayInterruptIfRunning whether a worker that has begun with it is killed, and another one takes its
     *     place; under {@code threading} it is interrupted. If not, it works on in vain
     * @return whether it is cancelled now
     */
    @Override
    public boolean cancel(boolean mayInterruptIfRunning) {
        if (isDone()) {
            return isCancelled();
        }
        engine.cancel(job, mayInterruptIfRunning);
        engine.forget(job);
        return super.cancel(mayInterruptIfRunning) || isCancelled();
    }

    /** {@return the result, when there is one; see {@link CompletableFuture#get()}} */
    @Override
    public R get() throws InterruptedException, ExecutionException {
        engine.refuseToWait(this);
        return super.get();
    }

    /**
     * Waits for the result, for a limited time.
     *
     * @param timeout the longest wait
     * @return the result
     * @throws ExecutionException if the task failed; its cause is what it threw
     * @throws CancellationException if it was cancelled
     * @throws TimeoutException if the time is over; the task goes on
     * @throws InterruptedException if interrupted while waiting; the task goes on
     */
    public R get(Duration timeout)
            throws InterruptedException, ExecutionException, TimeoutException {
        engine.refuseToWait(this);
        return get(Timeouts.nanos(timeout), TimeUnit.NANOSECONDS);
    }

    /** {@return the result, when there is one; see {@link CompletableFuture#join()}} */
    @Override
    public R join() {
        engine.refuseToWait(this);
        return super.join();
    }

    /** {@return a future that depends on this one: an ordinary one} */
    @Override
    public <U> CompletableFuture<U> newIncompleteFuture() {
        return new CompletableFuture<>();
    }
}
