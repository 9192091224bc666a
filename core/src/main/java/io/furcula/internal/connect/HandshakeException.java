package io.furcula.internal.connect;

/** A handshake came to nothing: the connection is to be closed. */
public final class HandshakeException extends Exception {

    private static final long serialVersionUID = 1;

    private final boolean aboutKeys;

    private HandshakeException(String message, boolean aboutKeys) {
        super(message);
        this.aboutKeys = aboutKeys;
    }

    /** The other side speaks something else. */
    static HandshakeException otherProtocol(String message) {
        return new HandshakeException(message, false);
    }

    /** The two sides have different keys. */
    static HandshakeException otherKey(String message) {
        return new HandshakeException(message, true);
    }

    /** {@return whether the reason is that the two sides have different keys} */
    public boolean isAboutKeys() {
        return aboutKeys;
    }
}
