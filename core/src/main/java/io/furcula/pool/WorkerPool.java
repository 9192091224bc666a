package io.furcula.pool;

import io.furcula.Context;
import io.furcula.Queue;
import io.furcula.internal.codec.Codec;
import io.furcula.internal.pool.TaskTable;
import io.furcula.internal.shared.Timeouts;
import io.furcula.pool.Task.WithWorker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Worker processes that work on tasks: Python's {@code Pool} and mpire's {@code WorkerPool}, as an {@link
 * java.util.concurrent.ExecutorService ExecutorService}.
 *
 * <pre>{@code
 * try (WorkerPool pool = WorkerPool.builder().workers(8).build()) {
 *     List<Digest> all = pool.map(files, Digest::of);
 * }
 * }</pre>
 *
 * <p>Workers start with the first task. Arguments and results are copied to and from them, as through a {@link
 * Queue}; so is a task, unless it is the first and workers are copies of this process ({@code fork}) or threads.
 * What a task throws is thrown here, in its own type where that can be rebuilt, see {@link
 * io.furcula.RemoteException}.
 *
 * <p>A worker that ends, for whatever reason, costs at most the task that it was working on: that one fails with
 * a {@link WorkerDiedException}, or is begun again, see {@link DeathPolicy}; another worker takes its place. A
 * pool never waits for a task whose worker is gone.
 *
 * <p>{@link #close} waits for what was submitted. Workers end with the process that made the pool, however that
 * ends.
 *
 * <p><b>Thread safety:</b> safe for any number of threads of the process that made it.
 */
public final class WorkerPool extends AbstractExecutorService implements AutoCloseable {

    private static final AtomicInteger COUNT = new AtomicInteger();
    private static final long FOREVER = Long.MAX_VALUE;

    private final PoolEngine engine;

    private WorkerPool(Builder builder) {
        Context context = builder.context == null ? Context.global() : builder.context;
        int size = builder.workers;
        WorkerSetup setup = new WorkerSetup(
                Queue.create(),
                Queue.create(),
                TaskTable.create(),
                builder.shared,
                builder.onStart,
                builder.onExit,
                builder.lifespan);
        String name = builder.name == null ? "pool-" + COUNT.incrementAndGet() : builder.name;
        this.engine = new PoolEngine(name, context, size, setup);
    }

    /** {@return what makes a pool} */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * {@return a pool by the global start method}
     *
     * @param workers how many, 1 to 4096
     */
    public static WorkerPool of(int workers) {
        return builder().workers(workers).build();
    }

    /** {@return how many workers it has} */
    public int workers() {
        return engine.size();
    }

    /* One task. */

    /**
     * Gives a task to the pool. Waits while more than 8,000 tasks are on their way; an interrupt does not end that.
     *
     * @param <R> the results' type
     * @param task the task
     * @return its result, when there is one
     * @throws io.furcula.NotTransferableException if it cannot be serialised, and has to be
     * @throws java.util.concurrent.RejectedExecutionException if the pool is shut down, or its workers cannot start
     */
    public <R> TaskFuture<R> submit(Task<R> task) {
        return submitAny(task, MapOptions.defaults());
    }

    /**
     * Gives a task to the pool, with a limit of time.
     *
     * @param <R> the results' type
     * @param task the task
     * @param timeout how long it may run
     * @return its result, when there is one; or a {@link TaskTimeoutException}
     * @throws io.furcula.NotTransferableException if it cannot be serialised, and has to be
     * @throws java.util.concurrent.RejectedExecutionException if the pool is shut down, or its workers cannot start
     */
    public <R> TaskFuture<R> submit(Task<R> task, Timeout timeout) {
        return submitAny(task, MapOptions.defaults().timeout(timeout));
    }

    /**
     * Gives a task to the pool, with a limit of time and another answer to its worker's death.
     *
     * @param <R> the results' type
     * @param task the task
     * @param options both; the rest is of no matter
     * @return its result, when there is one
     * @throws io.furcula.NotTransferableException if it cannot be serialised, and has to be
     * @throws java.util.concurrent.RejectedExecutionException if the pool is shut down, or its workers cannot start
     */
    public <R> TaskFuture<R> submit(Task<R> task, MapOptions options) {
        return submitAny(task, options);
    }

    /**
     * Gives a function and what it is applied to to the pool.
     *
     * @param <A> the items' type
     * @param <R> the results' type
     * @param task the function
     * @param item what it is applied to
     * @return its result, when there is one
     * @throws io.furcula.NotTransferableException if one cannot be serialised, and has to be
     * @throws java.util.concurrent.RejectedExecutionException if the pool is shut down, or its workers cannot start
     */
    public <A, R> TaskFuture<R> apply(Task.Of1<A, R> task, A item) {
        return submit(of1(task), task.getClass(), item, MapOptions.defaults());
    }

    /** {@return the result of a task, as {@link #submit(Task)}; it must be serialisable if it has to be} */
    @Override
    public <R> TaskFuture<R> submit(Callable<R> task) {
        return submitAny(task, MapOptions.defaults());
    }

    /** {@return the end of a task, as {@link #submit(Task)}; it must be serialisable if it has to be} */
    @Override
    public TaskFuture<?> submit(Runnable task) {
        return submit(task, null);
    }

    /**
     * Gives a task to the pool, as {@link #submit(Task)}.
     *
     * @param task the task
     * @return its end
     */
    public TaskFuture<?> submit(Task.Action task) {
        return submit(task, null);
    }

    /** {@return the end of a task with a result that stays here, as {@link #submit(Task)}} */
    @Override
    @SuppressWarnings("FutureReturnValueIgnored") // what depends on it is what is returned
    public <R> TaskFuture<R> submit(Runnable task, @Nullable R result) {
        Objects.requireNonNull(task, "task");
        WithWorker<Object, Object> function = (worker, item) -> {
            task.run();
            return false; // stands for nothing; the future knows
        };
        TaskFuture<R> future = new TaskFuture<>(
                engine,
                results -> engine.newJob(
                        function, task.getClass(), MapOptions.defaults(), true, results),
                true,
                result);
        return send(future, 0);
    }

    /** Gives a task to the pool of whose result and failure nobody learns, as {@link #submit(Task)}. */
    @Override
    public void execute(Runnable task) {
        TaskFuture<?> unused = submit(task);
    }

    private <R> TaskFuture<R> submitAny(Callable<R> task, MapOptions options) {
        Objects.requireNonNull(task, "task");
        return submit((worker, item) -> task.call(), task.getClass(), 0, options);
    }

    @SuppressWarnings("unchecked") // the function gets what it was made for
    private <A, R> TaskFuture<R> submit(
            WithWorker<A, R> function, Class<?> named, A item, MapOptions options) {
        WithWorker<Object, Object> any = (WithWorker<Object, Object>) (WithWorker<?, ?>) function;
        TaskFuture<R> future = new TaskFuture<>(
                engine, results -> engine.newJob(any, named, options, true, results), false, null);
        return send(future, item);
    }

    private <R> TaskFuture<R> send(TaskFuture<R> future, Object item) {
        boolean interrupted = false;
        try {
            Chunk chunk = new Chunk(
                    future.job(),
                    0,
                    new Object[] {item},
                    new Codec.Outgoing[] {Codec.encode(item, "item")},
                    0);
            while (true) {
                try {
                    engine.send(chunk);
                    return future;
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } catch (RuntimeException | Error e) {
            engine.forget(future.job());
            throw e;
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static <A, R> WithWorker<A, R> of1(Task.Of1<A, R> task) {
        Objects.requireNonNull(task, "task");
        return (worker, item) -> task.apply(item);
    }

    /* Many items. */

    /**
     * Applies a function to all items, and waits for all results.
     *
     * @param <A> the items' type
     * @param <R> the results' type
     * @param items the items
     * @param task the function
     * @return the results, in the items' order
     * @throws TaskFailedException if one fails, with the first that did; what no worker has begun is never begun
     * @throws InterruptedException if interrupted while waiting; what no worker has begun is never begun
     */
    public <A, R> List<R> map(Collection<? extends A> items, Task.Of1<A, R> task)
            throws InterruptedException {
        return map(items, task, MapOptions.defaults());
    }

    /**
     * Applies a function to all items, and waits for all results.
     *
     * @param <A> the items' type
     * @param <R> the results' type
     * @param items the items
     * @param task the function
     * @param options how
     * @return the results, in the items' order
     * @throws TaskFailedException if one fails, with the first that did; what no worker has begun is never begun
     * @throws InterruptedException if interrupted while waiting; what no worker has begun is never begun
     */
    public <A, R> List<R> map(
            Collection<? extends A> items, Task.Of1<A, R> task, MapOptions options)
            throws InterruptedException {
        return map(items, of1(task), task.getClass(), options);
    }

    /**
     * Applies a function that uses what its worker has to all items, and waits for all results.
     *
     * @param <A> the items' type
     * @param <R> the results' type
     * @param items the items
     * @param task the function
     * @return the results, in the items' order
     * @throws TaskFailedException if one fails, with the first that did; what no worker has begun is never begun
     * @throws InterruptedException if interrupted while waiting; what no worker has begun is never begun
     */
    public <A, R> List<R> map(Collection<? extends A> items, WithWorker<A, R> task)
            throws InterruptedException {
        return map(items, task, task.getClass(), MapOptions.defaults());
    }

    /**
     * Applies a function that uses what its worker has to all items, and waits for all results.
     *
     * @param <A> the items' type
     * @param <R> the results' type
     * @param items the items
     * @param task the function
     * @param options how
     * @return the results, in the items' order
     * @throws TaskFailedException if one fails, with the first that did; what no worker has begun is never begun
     * @throws InterruptedException if interrupted while waiting; what no worker has begun is never begun
     */
    public <A, R> List<R> map(
            Collection<? extends A> items, WithWorker<A, R> task, MapOptions options)
            throws InterruptedException {
        return map(items, task, task.getClass(), options);
    }

    /**
     * Applies a function to all items, and waits for all results, for a limited time.
     *
     * @param <A> the items' type
     * @param <R> the results' type
     * @param items the items
     * @param task the function
     * @param options how
     * @param timeout the longest wait for all of it
     * @return the results, in the items' order
     * @throws TaskFailedException if one fails, with the first that did; what no worker has begun is never begun
     * @throws TimeoutException if the time is over; what no worker has begun is never begun
     * @throws InterruptedException if interrupted while waiting; what no worker has begun is never begun
     */
    public <A, R> List<R> map(
            Collection<? extends A> items,
            Task.Of1<A, R> task,
            MapOptions options,
            Duration timeout)
            throws InterruptedException, TimeoutException {
        return map(run(items, of1(task), task.getClass(), options, true), items.size(), timeout);
    }

    /**
     * Applies a function to all items, and waits for all results, for a limited time.
     *
     * @param <A> the items' type
     * @param <R> the results' type
     * @param items the items
     * @param task the function
     * @param timeout the longest wait for all of it
     * @return the results, in the items' order
     * @throws TaskFailedException if one fails, with the first that did; what no worker has begun is never begun
     * @throws TimeoutException if the time is over; what no worker has begun is never begun
     * @throws InterruptedException if interrupted while waiting; what no worker has begun is never begun
     */
    public <A, R> List<R> map(Collection<? extends A> items, Task.Of1<A, R> task, Duration timeout)
            throws InterruptedException, TimeoutException {
        return map(items, task, MapOptions.defaults(), timeout);
    }

    /**
     * Applies a function that uses what its worker has to all items, and waits for all results, for a limited time.
     *
     * @param <A> the items' type
     * @param <R> the results' type
     * @param items the items
     * @param task the function
     * @param timeout the longest wait for all of it
     * @return the results, in the items' order
     * @throws TaskFailedException if one fails, with the first that did; what no worker has begun is never begun
     * @throws TimeoutException if the time is over; what no worker has begun is never begun
     * @throws InterruptedException if interrupted while waiting; what no worker has begun is never begun
     */
    public <A, R> List<R> map(
            Collection<? extends A> items, WithWorker<A, R> task, Duration timeout)
            throws InterruptedException, TimeoutException {
        return map(items, task, MapOptions.defaults(), timeout);
    }

    /**
     * Applies a function that uses what its worker has to all items, and waits for all results, for a limited time.
     *
     * @param <A> the items' type
     * @param <R> the results' type
     * @param items the items
     * @param task the function
     * @param options how
     * @param timeout the longest wait for all of it
     * @return the results, in the items' order
     * @throws TaskFailedException if one fails, with the first that did; what no worker has begun is never begun
     * @throws TimeoutException if the time is over; what no worker has begun is never begun
     * @throws InterruptedException if interrupted while waiting; what no worker has begun is never begun
     */
    public <A, R> List<R> map(
            Collection<? extends A> items,
            WithWorker<A, R> task,
            MapOptions options,
            Duration timeout)
            throws InterruptedException, TimeoutException {
        return map(run(items, task, task.getClass(), options, true), items.size(), timeout);
    }

    private static <R> List<R> map(MapRun<R> run, int count, Duration timeout)
            throws InterruptedException, TimeoutException {
        if (!run.await(Timeouts.nanos(timeout))) {
            throw new TimeoutException("a map of " + count + " items has not ended within "
                    + timeout + ": " + run.done() + " are done");
        }
        return run.results();
    }

    private <A, R> List<R> map(
            Collection<? extends A> items,
            WithWorker<A, R> task,
            Class<?> named,
            MapOptions options)
            throws InterruptedException {
        MapRun<R> run = run(items, task, named, options, true);
        run.await(FOREVER);
        return run.results();
    }

    /**
     * Applies a function to all items, and waits for all of them, whether or not some fail.
     *
     * @param <A> the items' type
     * @param <R> the results' type
     * @param items the items
     * @param task the function
     * @param options how
     * @return what became of each, in the items' order
     * @throws InterruptedException if interrupted while waiting; what no worker has begun is never begun
     */
    public <A, R> List<Outcome<R>> mapOutcomes(
            Collection<? extends A> items, Task.Of1<A, R> task, MapOptions options)
            throws InterruptedException {
        MapRun<R> run = run(items, of1(task), task.getClass(), options, false);
        run.await(FOREVER);
        return run.outcomes();
    }

    /**
     * Applies a function to all items, and waits for all of them, whether or not some fail, for a limited time.
     *
     * @param <A> the items' type
     * @param <R> the results' type
     * @param items the items
     * @param task the function
     * @param options how
     * @param timeout the longest wait for all of it
     * @return what became of each, in the items' order; of those that were not done in time, a {@link
     *     CancellationException}
     * @throws InterruptedException if interrupted while waiting; what no worker has begun is never begun
     */
    public <A, R> List<Outcome<R>> mapOutcomes(
            Collection<? extends A> items,
            Task.Of1<A, R> task,
            MapOptions options,
            Duration timeout)
            throws InterruptedException {
        MapRun<R> run = run(items, of1(task), task.getClass(), options, false);
        run.await(Timeouts.nanos(timeout));
        return run.outcomes();
    }

    @SuppressWarnings("unchecked") // the function gets what it was made for
    private <A, R> MapRun<R> run(
            Collection<? extends A> items,
            WithWorker<A, R> task,
            Class<?> named,
            MapOptions options,
            boolean endsWithFirstFailure) {
        Objects.requireNonNull(task, "task");
        WithWorker<Object, Object> any = (WithWorker<Object, Object>) (WithWorker<?, ?>) task;
        return new MapRun<>(
                engine,
                List.copyOf(items),
                results -> engine.newJob(any, named, options, isInterruptible(options), results),
                endsWithFirstFailure);
    }

    private static boolean isInterruptible(MapOptions options) {
        Timeout timeout = options.timeout();
        return timeout != null && !timeout.isHard();
    }

    /**
     * Applies a function to items as their results are asked for. Items are taken, and given to workers, a little
     * ahead: at most 4 chunks for each worker, of 16 items at most if {@link MapOptions#chunkSize} says nothing.
     *
     * <p>A failure is thrown, as a {@link TaskFailedException}, where its result would have been; the next call goes
     * on behind it. An interrupt while waiting is thrown as a {@link CancellationException}, with the thread's
     * interrupted state set. Closing the stream cancels what no worker has begun. A pool that is shut down takes no
     * more of the items, which is a {@link java.util.concurrent.RejectedExecutionException} here.
     *
     * @param <A> the items' type
     * @param <R> the results' type
     * @param items the items; used by the thread that takes results
     * @param task the function
     * @param options how; {@link MapOptions#unordered} for results as they come
     * @return the results; sequential, to be closed if it is not read to its end
     */
    public <A, R> Stream<R> imap(
            Iterable<? extends A> items, Task.Of1<A, R> task, MapOptions options) {
        WithWorker<A, R> function = of1(task);
        @SuppressWarnings("unchecked") // the function gets what it was made for
        WithWorker<Object, Object> any = (WithWorker<Object, Object>) (WithWorker<?, ?>) function;
        return new LazyRun<R>(
                        engine,
                        items.iterator(),
                        results -> engine.newJob(
                                any, task.getClass(), options, isInterruptible(options), results))
                .stream();
    }

    /**
     * Applies a function to items as their results are asked for, in order, as {@link #imap(Iterable, Task.Of1,
     * MapOptions)}.
     *
     * @param <A> the items' type
     * @param <R> the results' type
     * @param items the items; used by the thread that takes results
     * @param task the function
     * @return the results; sequential, to be closed if it is not read to its end
     */
    public <A, R> Stream<R> imap(Iterable<? extends A> items, Task.Of1<A, R> task) {
        return imap(items, task, MapOptions.defaults());
    }

    /* ExecutorService's own. */

    @Override
    public <R> List<Future<R>> invokeAll(Collection<? extends Callable<R>> tasks)
            throws InterruptedException {
        return invokeAllWithin(tasks, FOREVER);
    }

    @Override
    public <R> List<Future<R>> invokeAll(
            Collection<? extends Callable<R>> tasks, long timeout, TimeUnit unit)
            throws InterruptedException {
        return invokeAllWithin(tasks, unit.toNanos(timeout));
    }

    /**
     * As {@link #invokeAll(Collection, long, TimeUnit)}.
     *
     * @param <R> the results' type
     * @param tasks the tasks
     * @param timeout the longest wait
     * @return their results; those that have none in time are cancelled
     * @throws InterruptedException if interrupted while waiting; those that are not done are cancelled
     */
    public <R> List<Future<R>> invokeAll(Collection<? extends Callable<R>> tasks, Duration timeout)
            throws InterruptedException {
        return invokeAllWithin(tasks, Timeouts.nanos(timeout));
    }

    private <R> List<Future<R>> invokeAllWithin(Collection<? extends Callable<R>> tasks, long nanos)
            throws InterruptedException {
        long start = System.nanoTime();
        List<TaskFuture<R>> futures = new ArrayList<>();
        try {
            for (Callable<R> task : tasks) {
                futures.add(submit(task));
            }
            for (TaskFuture<R> future : futures) {
                awaitEnd(future, nanos == FOREVER ? FOREVER : nanos - (System.nanoTime() - start));
            }
            return new ArrayList<>(futures);
        } catch (TimeoutException e) {
            return new ArrayList<>(futures);
        } finally {
            futures.forEach(future -> future.cancel(true));
        }
    }

    private static void awaitEnd(Future<?> future, long nanos)
            throws InterruptedException, TimeoutException {
        try {
            future.get(nanos, TimeUnit.NANOSECONDS);
        } catch (ExecutionException | CancellationException e) {
            // It has ended.
        }
    }

    @Override
    public <R> R invokeAny(Collection<? extends Callable<R>> tasks)
            throws InterruptedException, ExecutionException {
        try {
            return invokeAnyWithin(tasks, FOREVER);
        } catch (TimeoutException e) {
            throw new AssertionError("a wait without an end has ended", e);
        }
    }

    @Override
    public <R> R invokeAny(Collection<? extends Callable<R>> tasks, long timeout, TimeUnit unit)
            throws InterruptedException, ExecutionException, TimeoutException {
        return invokeAnyWithin(tasks, unit.toNanos(timeout));
    }

    /**
     * As {@link #invokeAny(Collection, long, TimeUnit)}.
     *
     * @param <R> the results' type
     * @param tasks the tasks, at least one
     * @param timeout the longest wait
     * @return the result of one that did not fail; the others are cancelled
     * @throws ExecutionException if all fail
     * @throws TimeoutException if the time is over; they are cancelled
     * @throws InterruptedException if interrupted while waiting; they are cancelled
     */
    public <R> R invokeAny(Collection<? extends Callable<R>> tasks, Duration timeout)
            throws InterruptedException, ExecutionException, TimeoutException {
        return invokeAnyWithin(tasks, Timeouts.nanos(timeout));
    }

    private <R> R invokeAnyWithin(Collection<? extends Callable<R>> tasks, long nanos)
            throws InterruptedException, ExecutionException, TimeoutException {
        if (tasks.isEmpty()) {
            throw new IllegalArgumentException("no tasks");
        }
        CompletableFuture<R> first = new CompletableFuture<>();
        AtomicInteger left = new AtomicInteger(tasks.size());
        List<TaskFuture<R>> futures = new ArrayList<>();
        try {
            for (Callable<R> task : tasks) {
                TaskFuture<R> future = submit(task);
                futures.add(future);
                var unused = future.whenComplete((value, failure) -> {
                    if (failure == null) {
                        first.complete(value);
                    } else if (left.decrementAndGet() == 0) {
                        first.completeExceptionally(failure);
                    }
                });
            }
            return first.get(nanos, TimeUnit.NANOSECONDS);
        } finally {
            futures.forEach(future -> future.cancel(true));
        }
    }

    /** Takes no more tasks. Those that were submitted are done, and then the workers end. */
    @Override
    public void shutdown() {
        engine.shutdown();
    }

    /**
     * Takes no more tasks, cancels those that were submitted, and kills the workers.
     *
     * @return nothing: the futures of the tasks are cancelled, also of those that no worker had begun
     */
    @Override
    public List<Runnable> shutdownNow() {
        engine.shutdownNow();
        return List.of();
    }

    @Override
    public boolean isShutdown() {
        return engine.isShutdown();
    }

    @Override
    public boolean isTerminated() {
        return engine.isTerminated();
    }

    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) throws InterruptedException {
        return engine.awaitOver(unit.toNanos(timeout));
    }

    /**
     * Waits until all tasks are done and all workers have ended, after {@link #shutdown} or {@link #shutdownNow}.
     *
     * @param timeout the longest wait
     * @return whether it is so
     * @throws InterruptedException if interrupted while waiting
     */
    public boolean awaitTermination(Duration timeout) throws InterruptedException {
        return engine.awaitOver(Timeouts.nanos(timeout));
    }

    /**
     * Waits for all that was submitted, and ends the workers. An interrupt cancels what is left, as {@link
     * #shutdownNow} does, and stays set. Idempotent.
     */
    @Override
    public void close() {
        engine.shutdown();
        boolean interrupted = false;
        while (true) {
            try {
                if (engine.awaitOver(FOREVER)) {
                    break;
                }
            } catch (InterruptedException e) {
                interrupted = true;
                engine.shutdownNow();
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** {@return for example {@code WorkerPool[pool-1, 8 workers]}} */
    @Override
    public String toString() {
        return "WorkerPool[" + engine.name() + ", " + engine.size() + " workers]";
    }

    /**
     * Makes a pool.
     *
     * <p><b>Thread safety:</b> confined to one thread.
     */
    public static final class Builder {

        private int workers = Runtime.getRuntime().availableProcessors();
        private @Nullable Context context;
        private @Nullable String name;
        private @Nullable Object shared;
        private Worker.@Nullable Hook onStart;
        private Worker.@Nullable Hook onExit;
        private long lifespan = FOREVER;

        private Builder() {}

        /**
         * Sets how many workers there are; as many as this JVM has processors if not set.
         *
         * @param count 1 to 4096
         * @return this
         */
        public Builder workers(int count) {
            int most = TaskTable.WORKERS / 2; // so that each can have been replaced and not be gone
            if (count < 1 || count > most) {
                throw new IllegalArgumentException(
                        "workers=" + count + " is not within 1.." + most);
            }
            this.workers = count;
            return this;
        }

        /**
         * Sets how workers start; by the global start method if not set.
         *
         * @param method its name, for example {@code fork}
         * @return this
         * @throws IllegalArgumentException if it cannot be used here
         */
        public Builder startMethod(String method) {
            return context(Context.of(method));
        }

        /**
         * Sets how workers start; by the global start method if not set.
         *
         * @param context their context
         * @return this
         */
        public Builder context(Context context) {
            this.context = Objects.requireNonNull(context, "context");
            return this;
        }

        /**
         * Sets the pool's name, which its workers' and threads' names begin with; {@code pool-1} if not set.
         *
         * @param name the name
         * @return this
         */
        public Builder name(String name) {
            this.name = Objects.requireNonNull(name, "name");
            return this;
        }

        /**
         * Sets an object that all workers have, see {@link Worker#shared}. A fork inherits it, without a copy until
         * it is written to; otherwise each worker is sent one, when it starts. A {@code Cow} is never copied.
         *
         * @param object the object
         * @return this
         */
        public Builder shared(Object object) {
            this.shared = Objects.requireNonNull(object, "object");
            return this;
        }

        /**
         * Sets what each worker does first. If it throws three times in a row, the pool gives up: all tasks fail.
         *
         * @param hook called in the worker
         * @return this
         */
        public Builder onWorkerStart(Worker.Hook hook) {
            this.onStart = Objects.requireNonNull(hook, "hook");
            return this;
        }

        /**
         * Sets what each worker does last, unless it is killed.
         *
         * @param hook called in the worker
         * @return this
         */
        public Builder onWorkerExit(Worker.Hook hook) {
            this.onExit = Objects.requireNonNull(hook, "hook");
            return this;
        }

        /**
         * Sets after how many items a worker ends and another one takes its place; it never does if not set. The
         * chunk that it works on then is done first.
         *
         * @param items at least 1
         * @return this
         */
        public Builder workerLifespan(long items) {
            if (items < 1) {
                throw new IllegalArgumentException("workerLifespan=" + items + " is less than 1");
            }
            this.lifespan = items;
            return this;
        }

        /**
         * {@return the pool} Its workers start with the first task.
         *
         * @throws io.furcula.SharedMemoryFullException if there is no memory for it
         */
        public WorkerPool build() {
            return new WorkerPool(this);
        }
    }
}
