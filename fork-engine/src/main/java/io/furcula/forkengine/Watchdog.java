package io.furcula.forkengine;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Resumes everything when an attempt to fork outlives its deadline: the thread that forks may wait for
 * something that a thread has which it suspended itself. A thread of its own, never suspended, that takes
 * no lock and allocates nothing.
 */
final class Watchdog implements Runnable {

    /** How much later than the attempt itself would give up. */
    private static final long GRACE_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final int LOOKS_BEFORE_SLEEP = 50;
    private static final long NO_ATTEMPT = 0;

    private static volatile @Nullable Thread thread;
    private static volatile long attemptEnds = NO_ATTEMPT;
    private static volatile boolean asleep;

    private Watchdog() {}

    static void start() {
        Thread made = new Thread(new Watchdog(), "furcula-fork-watchdog");
        made.setDaemon(true);
        thread = made;
        made.start();
    }

    static @Nullable Thread thread() {
        return thread;
    }

    static void attemptBegins(long deadlineNanos) {
        long ends = deadlineNanos + GRACE_NANOS;
        attemptEnds = ends == NO_ATTEMPT ? 1 : ends;
        if (asleep) {
            LockSupport.unpark(thread);
        }
    }

    static void attemptIsOver() {
        attemptEnds = NO_ATTEMPT;
    }

    @Override
    public void run() {
        int quiet = 0;
        while (true) {
            long ends = attemptEnds;
            if (ends == NO_ATTEMPT) {
                quiet++;
            } else {
                quiet = 0;
                if (System.nanoTime() - ends > 0) {
                    attemptEnds = NO_ATTEMPT;
                    Shim.expire0();
                }
            }
            if (quiet < LOOKS_BEFORE_SLEEP) {
                LockSupport.parkNanos(LOOK_NANOS);
            } else {
                asleep = true;
                if (attemptEnds == NO_ATTEMPT) {
                    LockSupport.park();
                }
                asleep = false;
                quiet = 0;
            }
        }
    }
}
