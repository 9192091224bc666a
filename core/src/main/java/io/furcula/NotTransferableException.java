package io.furcula;

/**
 * An object cannot be sent to another process: it, or something that it refers to, cannot be
 * serialised. Raised at the line that sends it; nothing was sent, and nothing has changed.
 */
public final class NotTransferableException extends IllegalArgumentException {

    private static final long serialVersionUID = 1;

    /**
     * Creates one.
     *
     * @param message names the class, and the path of fields that leads to it
     * @param cause what serialisation said
     */
    public NotTransferableException(String message, Throwable cause) {
        super(message, cause);
    }
}
