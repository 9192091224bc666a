package io.furcula.pool;

/** A task took longer than it was given. It has been stopped: the pool is whole. */
public final class TaskTimeoutException extends RuntimeException {

    private static final long serialVersionUID = 1;

    /**
     * One for a task.
     *
     * @param message what happened
     */
    public TaskTimeoutException(String message) {
        super(message);
    }
}
