package io.furcula.internal.shared;

import java.time.Duration;

/** Limits in time. */
public final class Timeouts {

    private Timeouts() {}

    /**
     * {@return a duration in nanoseconds} Negative becomes 0; more than 292 years becomes for ever.
     *
     * @param timeout the duration
     */
    public static long nanos(Duration timeout) {
        if (timeout.isNegative()) {
            return 0;
        }
        try {
            return timeout.toNanos();
        } catch (ArithmeticException e) {
            return Long.MAX_VALUE;
        }
    }
}
