package io.furcula;

/**
 * A connection cannot be made, or a listener cannot listen: nobody listens at the address, the address
 * is in use, or whoever is there speaks something else. Nothing is left behind.
 */
public class ConnectionFailedException extends RuntimeException {

    private static final long serialVersionUID = 1;

    /**
     * Creates one.
     *
     * @param message what happened, why, what to do
     * @param cause what the system or the handshake said
     */
    public ConnectionFailedException(String message, Throwable cause) {
        super(message, cause);
    }
}
