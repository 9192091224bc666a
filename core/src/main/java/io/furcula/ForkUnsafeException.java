package io.furcula;

/**
 * This JVM could not be forked at this moment: another thread did not come to a place where it can be
 * left behind. Nothing was forked, and all threads run on. The message names the thread, what it holds or
 * does, and what can be done. The same start may succeed a moment later.
 */
public final class ForkUnsafeException extends StartFailedException {

    private static final long serialVersionUID = 1;

    /**
     * Creates one.
     *
     * @param message what happened, why, what to do
     */
    public ForkUnsafeException(String message) {
        super(message);
    }
}
