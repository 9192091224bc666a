package io.furcula.forkengine;

/** Where a thread is that was asked to come to rest: the numbers of {@code engine.h}. */
enum RestState {
    /** Suspended. It has no kernel thread in the child. */
    AT_REST,
    /** Suspended while it waits for a task of its pool. It goes on in the child. */
    IDLE_WORKER,
    /** It has ended. */
    GONE,
    /** Not at rest: in native code that may be anything. */
    IN_NATIVE,
    /** Not at rest: in a static initialiser, for whose end others would wait. */
    IN_INITIALISER,
    /** Not at rest: it runs a task of a ForkJoinPool, or carries a virtual thread. */
    IN_FORK_JOIN,
    /** Not at rest: in an operation of java.util.concurrent that may hold a lock for a moment. */
    IN_CONCURRENT;

    private static final int MASK = 15;
    private static final int IO_WAIT = 16;

    static RestState of(byte bits) {
        return values()[(bits & MASK) - 1];
    }

    /** {@return whether the thread waits in java.net or sun.nio.ch, where monitors are held all the time} */
    static boolean isInputWait(byte bits) {
        return (bits & IO_WAIT) != 0;
    }

    boolean isAtRest() {
        return compareTo(IN_NATIVE) < 0;
    }
}
