package io.furcula;

import org.jspecify.annotations.Nullable;

/**
 * Stands for an exception of another process that cannot be rebuilt in this one: its class is
 * missing here, or it cannot be serialised. Has its message, stack trace and causes.
 */
public final class RemoteException extends RuntimeException {

    private static final long serialVersionUID = 1;

    /** Causes can form a circle. */
    private static final int LONGEST_CHAIN = 100;

    /** The class of the exception that it stands for. */
    private final String originalClass;

    private RemoteException(
            String originalClass, @Nullable String message, @Nullable Throwable cause) {
        super(message, cause);
        this.originalClass = originalClass;
    }

    /**
     * {@return what stands for an exception, with its causes}
     *
     * @param original the exception
     */
    public static RemoteException of(Throwable original) {
        return of(original, 0);
    }

    private static RemoteException of(Throwable original, int depth) {
        Throwable cause = original.getCause();
        RemoteException remote = new RemoteException(
                original.getClass().getName(),
                messageOf(original),
                cause == null || depth == LONGEST_CHAIN ? null : of(cause, depth + 1));
        remote.setStackTrace(original.getStackTrace());
        return remote;
    }

    private static @Nullable String messageOf(Throwable original) {
        try {
            return original.getMessage();
        } catch (RuntimeException e) {
            return "(its message could not be made: " + e + ")";
        }
    }

    /** {@return the class of the exception that it stands for} */
    public String originalClass() {
        return originalClass;
    }

    /** {@return the original's class and message} */
    @Override
    @SuppressWarnings("OverrideThrowableToString") // getMessage is the original's
    public String toString() {
        String message = getMessage();
        return originalClass + (message == null ? "" : ": " + message);
    }
}
