package io.furcula.forkengine.children;

import io.furcula.StartFailedException;
import io.furcula.internal.shared.Polling;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * Forks for virtual threads: a copy of a virtual thread's carrier could not run anything else, and a wait
 * for a child's hello would hold the carrier.
 */
public final class PlatformThread {

    private PlatformThread() {}

    /** {@return whether the calling thread is a virtual one} */
    public static boolean isNeeded() {
        return Polling.isNeeded();
    }

    /**
     * Has something done by a platform thread.
     *
     * @param <T> what it results in
     * @param work what to do
     * @return its result
     * @throws InterruptedException if interrupted while waiting; the thread is interrupted then, and has ended
     */
    public static <T> T call(Callable<T> work) throws InterruptedException {
        FutureTask<T> task = new FutureTask<>(work);
        Thread thread = new Thread(task, "furcula fork");
        thread.setDaemon(true);
        thread.start();
        try {
            return task.get();
        } catch (InterruptedException e) {
            thread.interrupt(); // the wait for the hello ends, and with it the child
            thread.join();
            throw e;
        } catch (ExecutionException e) {
            Throwable cause = e.getCause();
            if (cause instanceof RuntimeException failure) {
                throw failure;
            }
            throw new StartFailedException(
                    "A child cannot be started: " + cause + ".   [FUR-101]", e);
        }
    }
}
