package io.furcula.forkengine;

import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Waits for the threads that keep a child alive: those that it has started itself, and workers of pools as
 * long as they have something to do; no daemons.
 */
final class LiveThreads {

    /** How often a worker of an inherited pool is looked at: nobody shuts such a pool down in a child. */
    private static final long LOOK_MS = 20;

    private LiveThreads() {}

    static void await(Set<Thread> inherited, PoolRepair pools) throws InterruptedException {
        while (true) {
            Thread alive = null;
            for (Thread thread : ThreadRoles.all()) {
                if (!thread.isDaemon()
                        && thread != Thread.currentThread()
                        && !ForkEngine.isLeftBehind(thread)
                        && (pools.isWorker(thread)
                                ? !isIdle(thread, pools)
                                : !inherited.contains(thread))) {
                    alive = thread;
                }
            }
            if (alive == null) {
                return;
            }
            if (pools.isWorker(alive)) {
                TimeUnit.MILLISECONDS.sleep(LOOK_MS);
            } else {
                alive.join();
            }
        }
    }

    /** In this order: a task that is in the queue no more has a worker that does not wait for one. */
    private static boolean isIdle(Thread worker, PoolRepair pools) {
        return !pools.isTaskWaiting(worker)
                && (worker.getState() == Thread.State.WAITING
                        || worker.getState() == Thread.State.TIMED_WAITING)
                && isInGetTask(worker);
    }

    private static boolean isInGetTask(Thread worker) {
        for (StackTraceElement frame : worker.getStackTrace()) {
            if (frame.getMethodName().equals("getTask")) {
                return true;
            }
        }
        return false;
    }
}
