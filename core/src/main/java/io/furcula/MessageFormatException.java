package io.furcula;

/**
 * A message arrived that cannot be turned back into an object here: a class is missing, the filter
 * refuses it, or its codec is not on the class path. The message is used up.
 */
public final class MessageFormatException extends RuntimeException {

    private static final long serialVersionUID = 1;

    /**
     * Creates one.
     *
     * @param message what happened, why, what to do
     * @param cause what the codec said
     */
    public MessageFormatException(String message, Throwable cause) {
        super(message, cause);
    }
}
