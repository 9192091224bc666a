package io.furcula.bench.message;

import io.furcula.bench.parent.Metric;
import io.furcula.bench.rate.Timing;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** How long each round trip took, from the first window on. Confined to one thread. */
final class RoundTrips {

    static final Metric METRIC = new Metric("round_trip", "us");

    /** Of all that were measured, evenly from the shortest to the longest. */
    private static final int SAMPLES = 1_000;

    private static final int MOST = 2_000_000;

    private final int[] nanos = new int[MOST];
    private final long beginNanos;
    private final long endNanos;
    private int count;
    private boolean over;

    /**
     * Creates one.
     *
     * @param timing when to measure
     * @param startNanos when the warm-up begins
     */
    RoundTrips(Timing timing, long startNanos) {
        beginNanos = startNanos + timing.warmUp().toNanos();
        endNanos = beginNanos + timing.window().toNanos() * Timing.WINDOWS;
    }

    /** Adds a round trip, by {@link System#nanoTime}. */
    void add(long sentNanos, long backNanos) {
        if (sentNanos - beginNanos >= 0 && count < MOST) {
            nanos[count++] = (int) Math.min(Integer.MAX_VALUE, backNanos - sentNanos);
        }
        over = backNanos - endNanos >= 0 || count == MOST;
    }

    /** {@return whether all have been made} */
    boolean isOver() {
        return over;
    }

    /** {@return microseconds, the shortest first} */
    double[] us() {
        int[] sorted = Arrays.copyOf(nanos, count);
        Arrays.sort(sorted);
        int samples = Math.min(count, SAMPLES);
        return IntStream.range(0, samples)
                .mapToDouble(i -> sorted[(int) ((2L * i + 1) * count / (2L * samples))] / 1e3)
                .toArray();
    }

    /** {@return an answer} */
    static Map<String, List<Double>> answer(double[] us) {
        return Map.of(METRIC.id(), Arrays.stream(us).boxed().toList());
    }
}
