package io.furcula.internal.shared;

/**
 * One of the things that a thread waits for, all at once. What is in shared memory is a {@link WordWatch};
 * all else rings a bell.
 *
 * <p><b>Thread safety:</b> confined to the thread that waits.
 */
public interface Watch {

    /**
     * {@return whether it is ready: who waits for it in the usual way would not wait now, and get it or an
     * exception} Takes nothing and never waits.
     */
    boolean isReady();

    /**
     * {@return whether it is ready because somebody died} Asked from time to time.
     *
     * @param living who lives
     */
    default boolean isReadyByDeath(Living living) {
        return false;
    }

    /**
     * From now on, until {@link #disarm}, the bell is rung when it may have become ready, once at least;
     * called before the look that precedes each sleep.
     *
     * @param bell may be run by any thread, and never waits
     */
    default void arm(Runnable bell) {}

    /**
     * The bell is not rung any more. Does nothing if it was not armed.
     *
     * @param bell the bell
     */
    default void disarm(Runnable bell) {}
}
