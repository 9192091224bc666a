package io.furcula.pool;

import io.furcula.ExitStatus;
import io.furcula.Process;
import io.furcula.ProcessFailedException;
import io.furcula.Queue;
import io.furcula.QueueClosedException;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * A worker, as its pool sees it.
 *
 * <p><b>Thread safety:</b> its mutable state is guarded by the {@link PoolEngine}'s lock.
 */
final class WorkerHandle {

    final int number;
    final int id;
    private final Queue<Object[]> orders;
    private final Process process;
    boolean isReady;

    /** Another one has taken its place, or is about to. */
    boolean isReplaced;

    /**
     * A worker that is to be started.
     *
     * @param number which no other worker that lives has
     * @param id which the one has whose place it takes
     * @param orders what it is told beside its tasks
     * @param process its process
     */
    WorkerHandle(int number, int id, Queue<Object[]> orders, Process process) {
        this.number = number;
        this.id = id;
        this.orders = orders;
        this.process = process;
    }

    void start(Runnable atEnd) {
        process.start();
        var unused = process.onExit().thenRun(atEnd);
    }

    void learn(int job, byte[] function) {
        order("job", job, function);
    }

    void interrupt(long item) {
        order("interrupt", item);
    }

    /** It goes on to the end of its item, if it is a thread. */
    void kill() {
        order("end");
        process.kill();
    }

    private void order(Object... words) {
        try {
            orders.offer(words);
        } catch (QueueClosedException e) {
            // It has ended meanwhile.
        }
    }

    /** Frees what it had. It has ended. */
    void close() {
        orders.close();
        process.close();
    }

    long pid() {
        return process.pid().orElse(-1);
    }

    /** {@return how it ended} To be asked before {@link #close}. */
    ExitStatus status() {
        return process.exitStatus().orElse(ExitStatus.SUCCESS);
    }

    /** {@return what its process says of its end; null if it ended well} */
    @Nullable
    ProcessFailedException failure() {
        try {
            process.requireSuccess(Duration.ZERO);
            return null;
        } catch (ProcessFailedException e) {
            return e;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return null;
        } catch (TimeoutException e) {
            throw new AssertionError("it has ended", e);
        }
    }

    /** {@return for example {@code worker 2 (fork, pid 4711)}} */
    String description(String method) {
        return "Worker " + id + " (" + method + ", pid " + pid() + ")";
    }
}
