package io.furcula.manager;

/**
 * The server of a manager is gone, and all its objects with it: it was closed, it was killed, or it cannot be
 * reached. Thrown by calls that were under way, which may have been done or not, and by all later ones.
 */
public final class ManagerLostException extends RuntimeException {

    private static final long serialVersionUID = 1;

    /**
     * Creates one.
     *
     * @param message which server, and how it was found to be gone
     * @param cause what was seen of it
     */
    public ManagerLostException(String message, Throwable cause) {
        super(message, cause);
    }
}
