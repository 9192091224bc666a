package io.furcula.forkengine;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.DelayQueue;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinWorkerThread;
import java.util.concurrent.LinkedBlockingDeque;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.PriorityBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Makes the thread pools that a child has from its parent usable in it: the application's, the common
 * pool, the carriers of virtual threads, the JDK's own.
 *
 * <pre>
 *   worker            in the child
 *   ---------------   ------------------------------------------------------------------
 *   idle              goes on, waiting
 *   runs a task       is no worker of the pool any more: the pool makes a new one when it needs one
 *
 *   waiting tasks, and timers: removed; the parent runs them
 * </pre>
 */
final class PoolRepair {

    /** The queues of pools, and the locks they have. */
    private static final Map<Class<?>, List<HiddenField>> LOCKS = Map.of(
            LinkedBlockingQueue.class,
            List.of(
                    lock(LinkedBlockingQueue.class, "putLock"),
                    lock(LinkedBlockingQueue.class, "takeLock")),
            LinkedBlockingDeque.class,
            List.of(lock(LinkedBlockingDeque.class, "lock")),
            ArrayBlockingQueue.class,
            List.of(lock(ArrayBlockingQueue.class, "lock")),
            PriorityBlockingQueue.class,
            List.of(lock(PriorityBlockingQueue.class, "lock")),
            DelayQueue.class,
            List.of(lock(DelayQueue.class, "lock")),
            Jdk.DELAYED_QUEUE,
            List.of(lock(Jdk.DELAYED_QUEUE, "lock")));

    private static final @Nullable HiddenField POOL_SCHEDULER = Jdk.DELAY_SCHEDULER == null
            ? null
            : HiddenField.of(
                    ForkJoinPool.class, "delayScheduler", "Ljava/util/concurrent/DelayScheduler;");

    private static HiddenField lock(Class<?> queue, String name) {
        return HiddenField.of(queue, name, "Ljava/util/concurrent/locks/ReentrantLock;");
    }

    private final Set<Object> pools = Collections.newSetFromMap(new IdentityHashMap<>());

    /** In the child, before idle workers go on. */
    void run(List<HeldThread> held) {
        for (HeldThread h : held) {
            boolean left = h.state() == RestState.AT_REST;
            if (h.thread() instanceof ForkJoinWorkerThread worker) {
                forkJoin(worker, left);
            } else {
                Object task = Jdk.task(h.thread());
                if (task != null && Jdk.POOL_WORKER.isInstance(task)) {
                    executor(task, left);
                }
            }
        }
        timers(held);
    }

    private void timers(List<HeldThread> held) {
        if (Jdk.DELAY_SCHEDULER != null) {
            for (HeldThread h : held) {
                if (Jdk.DELAY_SCHEDULER.isInstance(h.thread())) {
                    timers(h.thread());
                }
            }
        }
    }

    private void forkJoin(ForkJoinWorkerThread worker, boolean left) {
        ForkJoinPool pool = worker.getPool();
        if (pool == null) {
            return; // it has not begun
        }
        if (pools.add(pool)) {
            Shim.call0(
                    ForkJoinPool.class,
                    pool,
                    "drainTasksTo",
                    "(Ljava/util/Collection;)I",
                    new ArrayList<>(),
                    null);
        }
        if (left) {
            Shim.call0(
                    ForkJoinPool.class,
                    pool,
                    "deregisterWorker",
                    "(Ljava/util/concurrent/ForkJoinWorkerThread;Ljava/lang/Throwable;)V",
                    worker,
                    null);
        }
    }

    private void executor(Object worker, boolean left) {
        if (!(Jdk.WORKER_POOL.get(worker) instanceof ThreadPoolExecutor pool)) {
            return;
        }
        if (pools.add(pool)) {
            empty(pool.getQueue());
            if (Jdk.DELAYED_QUEUE.isInstance(pool.getQueue())) {
                Jdk.DELAYED_QUEUE_LEADER.set(pool.getQueue(), null);
            }
        }
        if (left
                && Jdk.POOL_WORKERS.get(pool) instanceof Collection<?> workers
                && workers.remove(worker)
                && Jdk.POOL_CONTROL.get(pool) instanceof AtomicInteger control) {
            control.decrementAndGet(); // the number of workers is in its low bits
        }
    }

    /**
     * Only queues that are known: others may wait for anything. None of these is locked by a thread that
     * was left behind, unless it was left there against all rules; then the tasks stay.
     */
    private static void empty(Queue<?> queue) {
        List<HiddenField> locks = LOCKS.get(queue.getClass());
        if (locks == null) {
            return;
        }
        for (HiddenField lock : locks) {
            if (lock.get(queue) instanceof ReentrantLock held && held.isLocked()) {
                return;
            }
        }
        queue.clear();
    }

    /** The pool makes new timers when it needs them. Its old ones do not know it: it knows them. */
    private void timers(Thread scheduler) {
        boolean found = forgetTimers(ForkJoinPool.commonPool(), scheduler);
        for (Object pool : pools) {
            found |= forgetTimers(pool, scheduler);
        }
        if (!found && scheduler.getThreadGroup().getName().equals("CarrierThreads")) {
            forgetTimers(Jdk.carriers(), scheduler);
        }
    }

    private static boolean forgetTimers(@Nullable Object pool, Thread scheduler) {
        if (POOL_SCHEDULER != null
                && pool instanceof ForkJoinPool
                && POOL_SCHEDULER.get(pool) == scheduler) {
            POOL_SCHEDULER.set(pool, null);
            return true;
        }
        return false;
    }

    /** {@return whether a thread is a worker of one of these pools} */
    boolean isWorker(Thread thread) {
        Object pool = pools.isEmpty() ? null : poolOf(thread);
        return pool != null && pools.contains(pool);
    }

    /** {@return whether a task waits for this worker or another one of its pool} Not for its time. */
    boolean isTaskWaiting(Thread worker) {
        return poolOf(worker) instanceof ThreadPoolExecutor pool
                && !Jdk.DELAYED_QUEUE.isInstance(pool.getQueue())
                && !pool.getQueue().isEmpty();
    }

    private static @Nullable Object poolOf(Thread thread) {
        Object task = Jdk.task(thread);
        return task != null && Jdk.POOL_WORKER.isInstance(task) ? Jdk.WORKER_POOL.get(task) : null;
    }
}
