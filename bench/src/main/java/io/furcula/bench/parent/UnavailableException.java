package io.furcula.bench.parent;

/** A start method cannot do what is to be measured. The message is the reason. */
public final class UnavailableException extends Exception {

    private static final long serialVersionUID = 1;

    /**
     * Creates one.
     *
     * @param reason for the one who runs the suite
     */
    public UnavailableException(String reason) {
        super(reason);
    }
}
