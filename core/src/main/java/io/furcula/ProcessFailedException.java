package io.furcula;

import org.jspecify.annotations.Nullable;

/**
 * A child did not end well: its target threw, it ended with an exit code other than 0, or it was
 * killed. What the target threw is the cause, in its own type and with the child's stack trace where
 * that could be rebuilt here, else as a {@link RemoteException}.
 */
public final class ProcessFailedException extends RuntimeException {

    private static final long serialVersionUID = 1;

    /** How it ended. */
    private final int code;

    private final int signalNumber;

    /**
     * Creates one.
     *
     * @param message who ended, and how
     * @param status its exit status
     * @param failure what its target threw, or null
     */
    public ProcessFailedException(String message, ExitStatus status, @Nullable Throwable failure) {
        super(message, failure);
        this.code = status.code();
        this.signalNumber = status.signalNumber();
    }

    /** {@return the child's exit status} */
    public ExitStatus status() {
        return new ExitStatus(code, signalNumber);
    }
}
