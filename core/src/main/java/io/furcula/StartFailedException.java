package io.furcula;

/** A child could not be started. No process, thread, file or descriptor is left behind. */
public class StartFailedException extends RuntimeException {

    private static final long serialVersionUID = 1;

    /**
     * Creates one.
     *
     * @param message what happened, why, what to do
     */
    public StartFailedException(String message) {
        super(message);
    }

    /**
     * Creates one with a cause.
     *
     * @param message what happened, why, what to do
     * @param cause what the platform said
     */
    public StartFailedException(String message, Throwable cause) {
        super(message, cause);
    }
}
