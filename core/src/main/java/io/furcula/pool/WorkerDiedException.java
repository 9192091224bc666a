package io.furcula.pool;

import io.furcula.ExitStatus;
import org.jspecify.annotations.Nullable;

/**
 * The worker that ran a task ended before the task did: it was killed, crashed, or the task ended its process.
 * Another worker has taken its place: the pool is whole.
 */
public final class WorkerDiedException extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final long pid;
    private final ExitStatus status;
    private final int attempts;

    /**
     * One for a task.
     *
     * @param message what happened
     * @param pid the worker's process id
     * @param status how the worker ended
     * @param attempts how often the task was begun
     * @param cause what the worker's process reported, if it did
     */
    public WorkerDiedException(
            String message, long pid, ExitStatus status, int attempts, @Nullable Throwable cause) {
        super(message, cause);
        this.pid = pid;
        this.status = status;
        this.attempts = attempts;
    }

    /** {@return the worker's process id} */
    public long pid() {
        return pid;
    }

    /** {@return how the worker ended} */
    public ExitStatus exitStatus() {
        return status;
    }

    /** {@return how often the task was begun} */
    public int attempts() {
        return attempts;
    }
}
