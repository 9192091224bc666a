package io.furcula.bench.rate;

import io.furcula.bench.BenchOptions;
import java.io.Serializable;
import java.time.Duration;
import java.util.List;

/**
 * How long a process measures, in whatever language it is: it warms up, and then counts what is done
 * in each of {@value #WINDOWS} windows of time.
 *
 * @param warmUp unmeasured; at most 200 ms of it in C and Python, which compile nothing while they run
 * @param window one of them
 */
public record Timing(Duration warmUp, Duration window) implements Serializable {

    private static final long serialVersionUID = 1;

    /** How many there are. */
    public static final int WINDOWS = 5;

    private static final Timing FULL = new Timing(Duration.ofMillis(1_000), Duration.ofMillis(150));
    private static final Timing QUICK = new Timing(Duration.ofMillis(300), Duration.ofMillis(50));

    /** Who produces goes on for so long after the last window: nobody is to wait for it there. */
    private static final Duration MARGIN = Duration.ofMillis(20);

    /** {@return what was asked for} */
    public static Timing of(BenchOptions options) {
        return options.quick() ? QUICK : FULL;
    }

    /** {@return the timing that a process was given by {@link #arguments}} */
    public static Timing of(String warmUpMs, String windowMs) {
        return new Timing(
                Duration.ofMillis(Long.parseLong(warmUpMs)),
                Duration.ofMillis(Long.parseLong(windowMs)));
    }

    /** {@return two arguments of a process} */
    public List<String> arguments() {
        return List.of(String.valueOf(warmUp.toMillis()), String.valueOf(window.toMillis()));
    }

    /**
     * {@return when a window begins, by {@link System#nanoTime}}
     *
     * @param startNanos when the warm-up began
     * @param index from 0; {@value #WINDOWS} for the end of the last one
     */
    long beginNanos(long startNanos, int index) {
        return startNanos + warmUp.toNanos() + index * window.toNanos();
    }

    /**
     * {@return when who produces may stop, by {@link System#nanoTime}}
     *
     * @param startNanos when the warm-up began
     */
    public long stopNanos(long startNanos) {
        return beginNanos(startNanos, WINDOWS) + MARGIN.toNanos();
    }
}
