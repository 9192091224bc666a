package io.furcula.pool;

import io.furcula.ByteMessages;
import io.furcula.Context;
import io.furcula.ExitStatus;
import io.furcula.Process;
import io.furcula.ProcessFailedException;
import io.furcula.Queue;
import io.furcula.internal.ErrorText;
import io.furcula.internal.pool.TaskTable;
import io.furcula.internal.start.Self;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Sends chunks to workers, takes results back, and puts workers in the place of those that end.
 *
 * <p><b>Thread safety:</b> safe for any number of threads.
 */
/*
 *   chunk:   send --> on its way, in a slot of the TaskTable --> all results are here: done
 *                        |                        ^
 *                        | its worker is gone     | the rest of it, and what is to be tried again
 *                        +------------------------+
 *
 *   pool:    NEW --first chunk: workers start--> RUNNING --shutdown--> CLOSING --all done, workers end--> OVER
 *                                                  |                      |
 *                                                  +--workers fail to start: all fails with that--> BROKEN
 *
 * A worker is known to be gone when its process is, and then by a message behind all that it has sent. So what
 * it had in hand is known exactly: see TaskTable. Futures are completed without the lock.
 */
final class PoolEngine {

    /** Instead of a function of which nobody wants a result any more. */
    static final byte[] NOT_WANTED = {};

    private static final int FAILED_STARTS = 3;
    private static final long WATCH_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

    private final String name;
    private final Context context;
    private final int size;
    private final WorkerSetup setup;
    private final Self jvm = Self.jvm();
    private final ByteMessages tasks;
    private final Map<Integer, Task.WithWorker<Object, Object>> functions =
            new ConcurrentHashMap<>();
    private final Map<Integer, Job> jobs = new ConcurrentHashMap<>();
    private final ResultReader reader;

    /** Workers were serialised, so they know no function. */
    private volatile boolean areFresh;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition slotFreed = lock.newCondition();
    private final Condition over = lock.newCondition();
    private final Condition timed = lock.newCondition();

    /* All guarded by lock. */
    private final @Nullable Chunk[] onTheirWay = new Chunk[TaskTable.SLOTS];
    private final ArrayDeque<Integer> freeSlots = new ArrayDeque<>();

    /** What a dead worker has left while no slot was free: it goes before what is new. */
    private final ArrayDeque<Chunk> leftBehind = new ArrayDeque<>();

    private final Map<Integer, WorkerHandle> workers = new HashMap<>();
    private int sequence;
    private int nextJob;
    private int nextNumber;
    private int starting;
    private int failedStarts;
    private int timedChunks;
    private int maps;
    private boolean isStarted;
    private boolean isClosing;
    private boolean isWatching;
    private boolean isOver;
    private @Nullable RuntimeException broken;

    PoolEngine(String name, Context context, int size, WorkerSetup setup) {
        this.name = name;
        this.context = context;
        this.size = size;
        this.setup = setup;
        this.tasks = ByteMessages.of(setup.tasks());
        this.reader = new ResultReader(this, setup.results(), name);
        for (int slot = 0; slot < TaskTable.SLOTS; slot++) {
            freeSlots.add(slot);
        }
    }

    int size() {
        return size;
    }

    String name() {
        return name;
    }

    /* Jobs and chunks. */

    /**
     * {@return a job, known to workers that start from now on}
     *
     * @param function what to do
     * @param named what the user wrote
     * @param options time limit, and what a worker's death means
     * @param isInterruptible whether it may be interrupted
     * @param results where results go
     */
    Job newJob(
            Task.WithWorker<Object, Object> function,
            Class<?> named,
            MapOptions options,
            boolean isInterruptible,
            Job.Results results) {
        lock.lock();
        try {
            refuseIfClosed();
            Job job = new Job(nextJob++, function, named, options, isInterruptible, results);
            if (!isStarted) {
                functions.put(job.id(), function);
            }
            jobs.put(job.id(), job);
            return job;
        } finally {
            lock.unlock();
        }
    }

    /** No worker asks for it any more. */
    void forget(Job job) {
        jobs.remove(job.id());
        functions.remove(job.id());
    }

    /** A map begins: the pool is not over before it has ended. */
    void beginMap() {
        lock.lock();
        try {
            refuseIfClosed();
            maps++;
        } finally {
            lock.unlock();
        }
    }

    /** A map has ended. */
    void endMap() {
        lock.lock();
        try {
            maps--;
            endIfDone();
        } finally {
            lock.unlock();
        }
    }

    private void refuseIfClosed() {
        if (jvm != Self.jvm()) {
            throw new IllegalStateException(
                    "this pool belongs to the process that this one is a copy of; make one here");
        }
        if (broken != null) {
            throw new RejectedExecutionException(broken.getMessage(), broken);
        }
        if (isClosing) {
            throw new RejectedExecutionException("pool '" + name + "' is shut down");
        }
    }

    /**
     * Sends a chunk; waits while too many are on their way.
     *
     * @param chunk one that was not sent before
     * @throws RejectedExecutionException if the pool is shut down, and this is of no map that had begun before
     * @throws InterruptedException if interrupted while waiting; it was not sent
     */
    void send(Chunk chunk) throws InterruptedException {
        start();
        if (areFresh || !functions.containsKey(chunk.job.id())) {
            chunk.job.encoded(); // an error rises here
        }
        lock.lock();
        try {
            while (freeSlots.isEmpty() && broken == null && !isOver) {
                if (isReaderThread()) {
                    throw new RejectedExecutionException(
                            "pool '" + name + "' has too many tasks for"
                                    + " one more by the thread that takes their results back");
                }
                slotFreed.await();
            }
            if (broken != null || maps == 0) {
                refuseIfClosed();
            }
            sendNow(chunk, freeSlots.remove());
        } finally {
            lock.unlock();
        }
    }

    private void sendNow(Chunk chunk, int slot) {
        chunk.sent(slot, ++sequence);
        onTheirWay[slot] = chunk;
        setup.table().offer(slot, sequence);
        if (chunk.job.options().timeout() != null) {
            timedChunks++;
            watch();
        }
        try {
            tasks.write(chunk.bytes(), chunk::writeTo);
        } catch (InterruptedException e) {
            throw new AssertionError("a queue without a bound never waits", e);
        } catch (RuntimeException e) {
            release(chunk);
            throw e;
        }
    }

    /** With the lock held. */
    private void release(Chunk chunk) {
        int slot = chunk.slot();
        setup.table().free(slot);
        onTheirWay[slot] = null;
        freeSlots.add(slot);
        if (chunk.job.options().timeout() != null) {
            timedChunks--;
        }
        Chunk next = leftBehind.poll();
        if (next != null) {
            sendNow(next, freeSlots.remove());
        }
        slotFreed.signal();
        endIfDone();
    }

    /** One result has come. {@return the chunk, if the result is wanted} */
    @Nullable
    Chunk resultOf(int slot, int ofSequence, int item) {
        Chunk chunk = onTheirWay[slot];
        if (chunk == null || chunk.sequence() != ofSequence || !chunk.done(item)) {
            return null;
        }
        if (chunk.isDone()) {
            release(chunk);
        }
        return chunk;
    }

    ReentrantLock lock() {
        return lock;
    }

    /* Cancelling and time limits. */

    /**
     * Takes back what no worker has begun of a job; and stops what they are working on, if wanted. What is
     * taken back is told to nobody.
     */
    void cancel(Job job, boolean stopsRunning) {
        List<WorkerHandle> condemned = new ArrayList<>();
        lock.lock();
        try {
            leftBehind.removeIf(chunk -> chunk.job == job);
            for (Chunk chunk : onTheirWay) {
                if (chunk != null && chunk.job == job) {
                    cancel(chunk, stopsRunning, condemned);
                }
            }
        } finally {
            lock.unlock();
        }
        condemned.forEach(WorkerHandle::kill);
    }

    private void cancel(Chunk chunk, boolean stopsRunning, List<WorkerHandle> condemned) {
        TaskTable table = setup.table();
        if (table.withdraw(chunk.slot(), chunk.sequence())) {
            release(chunk);
        } else if (stopsRunning) {
            long state = table.look(chunk.slot());
            for (int i = 0; i < chunk.count(); i++) {
                if (i != TaskTable.item(state)) {
                    chunk.done(i); // nobody wants what is behind it
                }
            }
            if (TaskTable.isRunning(state)
                    && table.stop(chunk.slot(), chunk.sequence(), TaskTable.item(state))) {
                condemn(TaskTable.worker(state), condemned);
            }
        }
    }

    private void condemn(int number, List<WorkerHandle> condemned) {
        WorkerHandle worker = workers.get(number);
        if (worker != null && !worker.isReplaced) {
            worker.isReplaced = true;
            condemned.add(worker);
            if (!isClosing) {
                startAnother(worker.id);
            }
        }
    }

    private void watch() {
        if (!isWatching) {
            isWatching = true;
            thread("limits", this::watchLimits).start();
        }
        timed.signal();
    }

    private void watchLimits() {
        while (true) {
            List<WorkerHandle> condemned = new ArrayList<>();
            List<Runnable> tell = new ArrayList<>();
            lock.lock();
            try {
                while (timedChunks == 0 && !isOver) {
                    timed.await();
                }
                if (isOver) {
                    return;
                }
                var unused = timed.awaitNanos(WATCH_NANOS);
                for (Chunk chunk : onTheirWay) {
                    if (chunk != null && chunk.job.options().timeout() != null) {
                        checkLimit(chunk, chunk.job.options().timeout(), condemned, tell);
                    }
                }
            } catch (InterruptedException e) {
                continue; // of nobody's: this thread is the pool's
            } finally {
                lock.unlock();
            }
            condemned.forEach(WorkerHandle::kill);
            tell.forEach(Runnable::run);
        }
    }

    private void checkLimit(
            Chunk chunk, Timeout timeout, List<WorkerHandle> condemned, List<Runnable> tell) {
        TaskTable table = setup.table();
        long state = table.look(chunk.slot());
        int item = TaskTable.item(state);
        if (TaskTable.sequence(state) != chunk.sequence()
                || !TaskTable.isRunning(state)
                || chunk.isDone(item)
                || System.nanoTime() - table.startedNanos(chunk.slot())
                        < timeout.duration().toNanos()) {
            return;
        }
        WorkerHandle worker = workers.get(TaskTable.worker(state));
        if (timeout.isHard()) {
            if (!table.stop(chunk.slot(), chunk.sequence(), item)) {
                return; // it has just ended
            }
            condemn(TaskTable.worker(state), condemned);
        } else if (worker != null) {
            worker.interrupt(WorkerMain.key(chunk.slot(), chunk.sequence(), item));
        }
        chunk.done(item);
        TaskTimeoutException failure = new TaskTimeoutException(ErrorText.of(
                        "FUR-702",
                        "Item " + (chunk.first + item) + " of " + chunk.job.name()
                                + " took longer than " + timeout.duration() + ".")
                .detail("item", chunk.summary(item))
                .remedy("give it more time, or find out what it waits for")
                .toString());
        tell.add(() -> chunk.job.results().completed(chunk.first + item, null, failure));
        if (!timeout.isHard() && chunk.isDone()) {
            release(chunk); // its late result is of nobody's
        }
    }

    /* Workers. */

    /** Starts the workers, which have all functions so far if they are copies of this process, or threads of it. */
    private void start() {
        lock.lock();
        try {
            if (!isStarted) {
                isStarted = true;
                reader.start();
                for (int id = 0; id < size; id++) {
                    startNow(id);
                }
            }
        } finally {
            lock.unlock();
        }
    }

    private void startAnother(int id) {
        starting++;
        thread("start", () -> {
                    lock.lock();
                    try {
                        starting--;
                        if (!isClosing || hasWork()) {
                            startNow(id);
                        }
                        endIfDone();
                    } finally {
                        lock.unlock();
                    }
                })
                .start();
    }

    private Thread thread(String what, Runnable work) {
        Thread thread = new Thread(work, "furcula " + name + " " + what);
        thread.setDaemon(true);
        return thread;
    }

    private void startNow(int id) {
        if (broken != null) {
            return;
        }
        int number = newNumber();
        Queue<Object[]> orders = null;
        try {
            orders = Queue.create();
            WorkerMain main =
                    new WorkerMain(setup, number, id, orders, functions, () -> areFresh = true);
            Process process = context.builder(WorkerMain::run, main)
                    .name(name + "-worker-" + id)
                    .daemon(true)
                    .build();
            WorkerHandle worker = new WorkerHandle(number, id, orders, process);
            workers.put(number, worker);
            worker.start(() -> reader.gone(number));
        } catch (RuntimeException | Error e) {
            workers.remove(number);
            if (orders != null) {
                orders.close();
            }
            failedStarts++;
            breakIf(
                    failedStarts >= FAILED_STARTS,
                    e instanceof RuntimeException known
                            ? known
                            : new IllegalStateException("no worker can be started: " + e, e));
            if (broken == null) {
                startAnother(id);
            }
        }
    }

    private int newNumber() {
        do {
            nextNumber = (nextNumber + 1) % TaskTable.WORKERS;
        } while (workers.containsKey(nextNumber));
        return nextNumber;
    }

    /** A worker has started. */
    void ready(int number) {
        WorkerHandle worker = workers.get(number);
        if (worker != null) {
            worker.isReady = true;
            failedStarts = 0;
        }
    }

    /** A worker does not know a job. */
    void teach(int number, int jobId) {
        WorkerHandle worker = workers.get(number);
        Job job = jobs.get(jobId);
        if (worker != null && job != null) {
            worker.learn(jobId, job.encoded());
        } else if (worker != null) {
            worker.learn(jobId, NOT_WANTED);
        }
    }

    /**
     * With the lock held: a worker's start hook has thrown.
     *
     * @param failure what it threw
     */
    void notReady(int number, Throwable failure) {
        failedStarts++;
        breakIf(
                failedStarts >= FAILED_STARTS,
                new IllegalStateException(
                        ErrorText.of(
                                        "FUR-703",
                                        "Workers of pool '" + name + "' cannot start: " + failure)
                                .remedy(
                                        "see the cause, which is what Builder.onWorkerStart's hook threw")
                                .toString(),
                        failure));
    }

    /**
     * A worker's process has ended, and all that it sent has been taken.
     *
     * @return what is to be told, without the lock
     */
    List<Runnable> gone(int number) {
        List<Runnable> tell = new ArrayList<>();
        lock.lock();
        try {
            WorkerHandle worker = workers.remove(number);
            if (worker == null) {
                return tell;
            }
            for (Chunk chunk : onTheirWay) {
                if (chunk != null) {
                    long state = setup.table().look(chunk.slot());
                    if (TaskTable.sequence(state) == chunk.sequence()
                            && TaskTable.isBegun(state)
                            && TaskTable.worker(state) == number) {
                        lost(chunk, state, worker, tell);
                    }
                }
            }
            if (!worker.isReady && !worker.isReplaced && !isClosing) {
                ProcessFailedException failure = worker.failure();
                if (failure != null) {
                    notReady(number, failure);
                }
            }
            if (!worker.isReplaced && (!isClosing || hasWork())) {
                startAnother(worker.id);
            }
            worker.close();
            endIfDone();
        } finally {
            lock.unlock();
        }
        return tell;
    }

    /** See TaskTable: what a dead worker leaves. */
    private void lost(Chunk chunk, long state, WorkerHandle worker, List<Runnable> tell) {
        int item = TaskTable.item(state);
        boolean inHand = !TaskTable.isStopped(state) && chunk.done(item);
        Chunk again = null;
        if (inHand) {
            int attempts = chunk.attempts + 1;
            if (attempts <= chunk.job.options().deathPolicy().retries() && broken == null) {
                again = chunk.part(item, item + 1, attempts);
            } else {
                WorkerDiedException failure = died(chunk, item, attempts, worker);
                tell.add(() -> chunk.job.results().completed(chunk.first + item, null, failure));
            }
        }
        List<Chunk> rest = new ArrayList<>();
        for (int i = item + 1; i < chunk.count(); i++) {
            if (!chunk.isDone(i)) {
                rest.add(chunk.part(i, chunk.count(), 0));
                break; // none behind it is done, since items are worked on in order
            }
        }
        if (again != null) {
            rest.add(again);
        }
        leftBehind.addAll(rest);
        release(chunk); // sends one of them, or one that has waited longer
        while (!freeSlots.isEmpty() && !leftBehind.isEmpty()) {
            sendNow(leftBehind.remove(), freeSlots.remove());
        }
    }

    private WorkerDiedException died(Chunk chunk, int item, int attempts, WorkerHandle worker) {
        ExitStatus status = worker.status();
        ProcessFailedException cause = worker.failure();
        ErrorText text = ErrorText.of(
                        "FUR-701",
                        worker.description(context.startMethod())
                                + status.signal()
                                        .map(s -> " was killed by " + s)
                                        .orElse(" ended with exit code " + status.code())
                                + " while it was working on item " + (chunk.first + item) + " of "
                                + chunk.job.name() + ".")
                .detail("item", chunk.summary(item))
                .detail("attempt", String.valueOf(attempts));
        if (status.signal().filter("SIGKILL"::equals).isPresent()) {
            text.likely("somebody killed it, or the kernel, because memory ran out");
        }
        text.remedy("MapOptions.onWorkerDeath(DeathPolicy.retry(2)), if it may be done twice");
        return new WorkerDiedException(text.toString(), worker.pid(), status, attempts, cause);
    }

    /** The thread that takes results back has met with what it cannot deal with: nobody is to wait for it. */
    void giveUp(Throwable why) {
        lock.lock();
        try {
            breakIf(true, new IllegalStateException("pool '" + name + "' is broken: " + why, why));
        } finally {
            lock.unlock();
        }
    }

    /** With the lock held. */
    private void breakIf(boolean yes, RuntimeException why) {
        if (!yes || broken != null) {
            return;
        }
        broken = why;
        isClosing = true;
        slotFreed.signalAll();
        thread("end", () -> failAll(why)).start();
    }

    private void failAll(RuntimeException why) {
        List<Runnable> tell = new ArrayList<>();
        lock.lock();
        try {
            failAll(why, tell);
            workers.values().forEach(WorkerHandle::kill);
            endIfDone();
        } finally {
            lock.unlock();
        }
        tell.forEach(Runnable::run);
    }

    private void failAll(Throwable why, List<Runnable> tell) {
        for (Chunk chunk = leftBehind.poll(); chunk != null; chunk = leftBehind.poll()) {
            failRest(chunk, why, tell);
        }
        for (Chunk chunk : onTheirWay) {
            if (chunk != null) {
                failRest(chunk, why, tell);
                release(chunk);
            }
        }
    }

    private static void failRest(Chunk chunk, Throwable why, List<Runnable> tell) {
        for (int i = 0; i < chunk.count(); i++) {
            if (chunk.done(i)) {
                int index = chunk.first + i;
                tell.add(() -> chunk.job.results().completed(index, null, why));
            }
        }
    }

    /* The end. */

    void shutdown() {
        lock.lock();
        try {
            isClosing = true;
            endIfDone();
        } finally {
            lock.unlock();
        }
    }

    /** Cancels all that is on its way, and kills the workers. Maps that are under way can send no more. */
    void shutdownNow() {
        List<Runnable> tell = new ArrayList<>();
        lock.lock();
        try {
            isClosing = true;
            CancellationException why =
                    new CancellationException("pool '" + name + "' was shut down");
            if (broken == null) {
                broken = why;
            }
            failAll(why, tell);
            slotFreed.signalAll();
            workers.values().forEach(worker -> {
                worker.isReplaced = true;
                worker.kill();
            });
            endIfDone();
        } finally {
            lock.unlock();
        }
        tell.forEach(Runnable::run);
    }

    private boolean hasWork() {
        return maps > 0 || !leftBehind.isEmpty() || freeSlots.size() < TaskTable.SLOTS;
    }

    /** With the lock held: tells the workers to end, or notes that they have. */
    private void endIfDone() {
        if (!isClosing || isOver || (hasWork() && broken == null)) {
            return;
        }
        setup.tasks().shutdown();
        if (workers.isEmpty() && starting == 0) {
            isOver = true;
            reader.stop();
            setup.tasks().close();
            setup.table().close();
            over.signalAll();
            timed.signalAll();
            slotFreed.signalAll();
        }
    }

    boolean isShutdown() {
        lock.lock();
        try {
            return isClosing;
        } finally {
            lock.unlock();
        }
    }

    boolean isTerminated() {
        lock.lock();
        try {
            return isOver;
        } finally {
            lock.unlock();
        }
    }

    /** {@return whether all has ended within a time} */
    boolean awaitOver(long nanos) throws InterruptedException {
        long left = nanos;
        lock.lockInterruptibly();
        try {
            while (!isOver && left > 0) {
                left = over.awaitNanos(left);
            }
            return isOver;
        } finally {
            lock.unlock();
        }
    }

    private boolean isReaderThread() {
        return reader.isThisThread();
    }

    void refuseToWait(TaskFuture<?> future) {
        if (isReaderThread() && !future.isDone()) {
            throw new IllegalStateException("the thread that takes the results of pool '" + name
                    + "' back would wait for one of them for ever; use an Async method");
        }
    }
}
