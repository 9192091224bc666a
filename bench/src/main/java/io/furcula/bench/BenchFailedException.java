package io.furcula.bench;

/** A suite cannot be run, or what came out is wrong. The message is for the one who runs it. */
public final class BenchFailedException extends Exception {

    private static final long serialVersionUID = 1;

    /**
     * Creates one.
     *
     * @param message what is wrong, and what to do
     */
    public BenchFailedException(String message) {
        super(message);
    }

    /**
     * Creates one.
     *
     * @param message what is wrong, and what to do
     * @param cause what it comes from
     */
    public BenchFailedException(String message, Throwable cause) {
        super(message, cause);
    }
}
