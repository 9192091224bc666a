package io.furcula;

/**
 * The other end of a connection is closed, or every process that had it has ended, and no message is
 * left. Nothing more will arrive.
 */
public final class PeerLostException extends RuntimeException {

    private static final long serialVersionUID = 1;

    /**
     * Creates one.
     *
     * @param message who is gone
     */
    public PeerLostException(String message) {
        super(message);
    }
}
