package io.furcula.sync;

import static org.assertj.core.api.Assertions.assertThat;

import io.furcula.internal.shared.OwnerWord;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;

/** Something that another thread does, and that may wait. */
final class Background<T> {

    static final Duration LIMIT = Duration.ofSeconds(20);
    static final Duration MOMENT = Duration.ofMillis(20);

    private final FutureTask<T> task;
    private final Thread thread;

    private Background(Callable<T> work) {
        task = new FutureTask<>(work);
        thread = new Thread(task, "background");
        thread.setDaemon(true);
        thread.start();
    }

    static <T> Background<T> start(Callable<T> work) {
        return new Background<>(work);
    }

    /** {@return what it results in} */
    T result() throws Exception {
        try {
            return task.get(LIMIT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Exception cause) {
                throw cause;
            }
            throw e;
        }
    }

    /** Lets it get where it waits, and sees that it does. */
    Background<T> waits() throws Exception {
        long end = System.nanoTime() + LIMIT.toNanos();
        while (thread.getState() == Thread.State.NEW || !isInAwait()) {
            assertThat(System.nanoTime()).isLessThan(end);
            assertThat(task.isDone()).isFalse();
            LockSupport.parkNanos(MOMENT.toNanos() / 20);
        }
        try {
            task.get(2 * MOMENT.toMillis(), TimeUnit.MILLISECONDS);
            throw new AssertionError("it did not wait");
        } catch (TimeoutException e) {
            return this;
        }
    }

    private boolean isInAwait() {
        for (StackTraceElement frame : thread.getStackTrace()) {
            if (frame.getMethodName().equals("await")) {
                return true;
            }
        }
        return false;
    }

    void interrupt() {
        thread.interrupt();
    }

    /** {@return the owner word of a process that is dead} */
    static long deadOwner() throws IOException, InterruptedException {
        java.lang.Process dead = new ProcessBuilder("true").start();
        dead.waitFor();
        long word = dead.pid() << 40 | 1 << 18;
        assertThat(OwnerWord.isAlive(word)).isFalse();
        return word;
    }
}
