package io.furcula;

/**
 * A client and a listener have different keys: one of them has the wrong one, or is somebody else. No
 * object was read or sent.
 */
public final class AuthenticationFailedException extends ConnectionFailedException {

    private static final long serialVersionUID = 1;

    /**
     * Creates one.
     *
     * @param message what happened, why, what to do
     * @param cause what the handshake said
     */
    public AuthenticationFailedException(String message, Throwable cause) {
        super(message, cause);
    }
}
