package io.furcula.testkit.torture;

import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** A thread of the process that is not killed: does one act again and again, and looks at the clock. */
final class KillWitness extends Thread {

    private static final long LONGEST_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    /** One thing that it does. */
    interface Act {
        /** Does it once, within a short time. */
        void run(Random random) throws Exception;
    }

    private final Act act;
    private final Tally tally;
    private final Random random;
    private final LongSupplier kills;
    private volatile boolean over;
    private volatile long begun = System.nanoTime();
    private volatile long slowest;
    private boolean told;

    /**
     * One that does not run yet.
     *
     * @param kills how many there were by now: one who is slow beside many had no luck, beside few it hung
     */
    KillWitness(String what, Act act, long seed, Tally tally, LongSupplier kills) {
        super("witness of " + what);
        setDaemon(true);
        this.act = act;
        this.random = new Random(seed);
        this.tally = tally;
        this.kills = kills;
    }

    @Override
    public void run() {
        while (!over) {
            begun = System.nanoTime();
            long killsBefore = kills.getAsLong();
            try {
                act.run(random);
            } catch (Exception | Error e) {
                tally.fail(getName() + ": " + e);
                return;
            }
            long took = System.nanoTime() - begun;
            slowest = Math.max(slowest, took);
            if (took > LONGEST_NANOS) {
                tally.fail(getName() + ": took " + took / 1_000_000 + " ms, beside "
                        + (kills.getAsLong() - killsBefore) + " kills");
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }

    void end() {
        over = true;
    }

    /** {@return its stack, if it has hung for a while, once} */
    @Nullable
    String hangsAt(long limitNanos) {
        if (told || !isAlive() || System.nanoTime() - begun < limitNanos) {
            return null;
        }
        told = true;
        StringBuilder text = new StringBuilder(getName() + " hangs:");
        for (StackTraceElement frame : getStackTrace()) {
            text.append("\n    at ").append(frame);
        }
        return text.toString();
    }

    long slowestNanos() {
        return slowest;
    }
}
