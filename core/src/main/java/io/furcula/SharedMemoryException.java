package io.furcula;

/**
 * Shared memory could not be created, attached or used: it is gone, belongs to another version, or
 * the platform refused it. Nothing is left mapped or open after it.
 */
public class SharedMemoryException extends RuntimeException {

    private static final long serialVersionUID = 1;

    /**
     * Creates one.
     *
     * @param message what happened, why, what to do
     */
    public SharedMemoryException(String message) {
        super(message);
    }

    /**
     * Creates one with a cause.
     *
     * @param message what happened, why, what to do
     * @param cause what the platform said
     */
    public SharedMemoryException(String message, Throwable cause) {
        super(message, cause);
    }
}
