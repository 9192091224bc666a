package io.furcula.internal.shared;

import io.furcula.SharedMemoryFullException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

/**
 * Memory that was closed here and is not free yet: a mapping goes when it is unreachable, or use after
 * close could crash, so it takes a garbage collection to give its memory back. Who finds no room has
 * one done, as the JDK does when it finds none for a mapping or a direct buffer.
 *
 * <p><b>Thread safety:</b> safe for any number of threads.
 */
public final class ClosedMemory {

    private static final int ATTEMPTS = 10;

    /** Whether something was closed since the last collection for its sake: no close, no collection. */
    private static final AtomicBoolean ANY = new AtomicBoolean();

    private ClosedMemory() {}

    /** A segment was closed. */
    static void add() {
        ANY.set(true);
    }

    /**
     * Allocates, after a garbage collection if need be.
     *
     * @param allocate called up to 11 times, within some 60 ms and a collection
     * @throws SharedMemoryFullException if there is no room nevertheless
     */
    public static void reclaimFor(Runnable allocate) {
        try {
            allocate.run();
        } catch (SharedMemoryFullException e) {
            if (!ANY.getAndSet(false)) {
                throw e;
            }
            System.gc();
            retry(allocate);
        }
    }

    /** Mappings go one after the other, in a thread of the JDK's. */
    private static void retry(Runnable allocate) {
        for (int attempt = 1; ; attempt++) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(attempt));
            try {
                allocate.run();
                return;
            } catch (SharedMemoryFullException e) {
                if (attempt == ATTEMPTS) {
                    throw e;
                }
            }
        }
    }
}
