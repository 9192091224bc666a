package io.furcula.shm;

/**
 * Whether native calls can be made without waiting. Loading JNA costs a fresh JVM some 100 ms, more
 * than all else that a small child does, so it is loaded when something cannot be done without it
 * (creating a segment), or in the background from the first time on that it would have been of use
 * (waiting, waking). Children that neither create nor wait never load it.
 *
 * <p><b>Thread safety:</b> safe for any number of threads.
 */
final class NativeCalls {

    private static volatile boolean ready;
    private static boolean asked;

    private NativeCalls() {}

    /** {@return whether they can be made at once} If not, they will soon. */
    static boolean areReady() {
        return ready || askForThem();
    }

    /** {@link LibC} has been initialised. */
    static void becomeReady() {
        ready = true;
    }

    private static synchronized boolean askForThem() {
        if (!asked) {
            asked = true;
            Thread thread = new Thread(Linux::canCall, "furcula native calls");
            thread.setDaemon(true);
            thread.start();
        }
        return ready;
    }
}
