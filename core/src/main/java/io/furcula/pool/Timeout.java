package io.furcula.pool;

import java.time.Duration;

/**
 * How long a task may run, from when a worker begins with it.
 *
 * @param duration how long
 * @param isHard whether its worker is killed then; else it is interrupted, and the task may go on for as long as
 *     it likes
 */
public record Timeout(Duration duration, boolean isHard) {

    /**
     * Checks the duration.
     *
     * @param duration how long
     * @param isHard whether its worker is killed then
     */
    public Timeout {
        if (duration.isNegative() || duration.isZero()) {
            throw new IllegalArgumentException("timeout=" + duration + " is not positive");
        }
    }

    /**
     * {@return a limit after which the worker is interrupted} The task fails with a {@link
     * TaskTimeoutException}, whatever it does with the interrupt.
     *
     * @param duration how long it may run
     */
    public static Timeout soft(Duration duration) {
        return new Timeout(duration, false);
    }

    /**
     * {@return a limit after which the worker is killed} Under {@code threading} it can only be interrupted.
     *
     * @param duration how long it may run
     */
    public static Timeout hard(Duration duration) {
        return new Timeout(duration, true);
    }
}
