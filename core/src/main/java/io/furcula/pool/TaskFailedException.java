package io.furcula.pool;

/** A task of a map threw; its exception, with the worker's stack trace, is the cause. The pool is whole. */
public final class TaskFailedException extends RuntimeException {

    private static final long serialVersionUID = 1;

    /**
     * One for an item.
     *
     * @param message what happened
     * @param cause what the task threw
     */
    public TaskFailedException(String message, Throwable cause) {
        super(message, cause);
    }
}
