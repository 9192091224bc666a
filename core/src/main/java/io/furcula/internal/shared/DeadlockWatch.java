package io.furcula.internal.shared;

import java.lang.System.Logger.Level;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Looks by itself whether a wait that has lasted for long is part of a deadlock, and logs that once. Of those in
 * a deadlock the one that came last tells.
 */
public final class DeadlockWatch {

    /** How long a wait lasts before it is looked at, in seconds; 0 for never. */
    public static final String AFTER_PROPERTY = "furcula.deadlock.after";

    private static final AtomicBoolean BUSY = new AtomicBoolean();

    /** The waits that were told of. A wait's number does not come again. */
    private static final Set<Long> TOLD = ConcurrentHashMap.newKeySet();

    private DeadlockWatch() {}

    /** This process is a copy: what looked is not here. */
    static void forked() {
        BUSY.set(false);
        TOLD.clear();
    }

    static long afterNanos() {
        long seconds = Long.getLong(AFTER_PROPERTY, 10);
        return seconds <= 0 ? Long.MAX_VALUE : TimeUnit.SECONDS.toNanos(seconds);
    }

    /**
     * Looks, but not by the one that waits: whoever logs may be kept waiting by the log.
     *
     * @return false if it is looked for another wait now. Waits that began together are looked at together, and
     *     it is the last of them that tells, so it must not be passed over
     */
    static boolean look(WaitTable table, long number) {
        if (TOLD.contains(number)) {
            return true;
        }
        if (!BUSY.compareAndSet(false, true)) {
            return false;
        }
        Thread thread = new Thread(() -> lookNow(table, number), "furcula deadlock watch");
        thread.setDaemon(true);
        thread.start();
        return true;
    }

    private static void lookNow(WaitTable table, long number) {
        try {
            WaitFindings findings = WaitsFor.look(table);
            findings.deadlocks().stream()
                    .filter(cycle ->
                            cycle.stream().mapToLong(WaitRecord::number).max().orElse(0) == number)
                    .filter(cycle -> TOLD.add(number))
                    .forEach(cycle -> System.getLogger("io.furcula.sync")
                            .log(Level.WARNING, findings.describe(cycle)));
        } finally {
            BUSY.set(false);
        }
    }
}
