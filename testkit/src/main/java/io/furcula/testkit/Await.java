package io.furcula.testkit;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * Waits for a condition, never for a time. The limit of {@value #LIMIT_SECONDS} s only ends a hang,
 * and then shows evidence.
 */
public final class Await {

    /** How long a test waits for anything. */
    public static final int LIMIT_SECONDS = 30;

    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

    private Await() {}

    /**
     * Waits until a condition holds.
     *
     * @param what names it, for the error
     * @param condition asked again and again
     * @param evidence asked for when it does not hold in time
     * @throws AssertionError if it does not hold in time
     */
    public static void until(String what, BooleanSupplier condition, Supplier<String> evidence) {
        if (!within(Duration.ofSeconds(LIMIT_SECONDS), condition)) {
            throw new AssertionError(
                    "waited " + LIMIT_SECONDS + " s in vain for " + what + "\n" + evidence.get());
        }
    }

    /**
     * {@return whether a condition holds in time}
     *
     * @param limit the longest wait
     * @param condition asked again and again
     */
    public static boolean within(Duration limit, BooleanSupplier condition) {
        long start = System.nanoTime();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - start > limit.toNanos()) {
                return condition.getAsBoolean();
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
        return true;
    }
}
