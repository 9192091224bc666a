package io.furcula.bench.rate;

import io.furcula.bench.parent.Metric;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;

/**
 * Counts what one process does, by window. Several processes that began at the same instant can be
 * summed up.
 *
 * <p><b>Thread safety:</b> confined to one thread.
 */
public final class Meter {

    /** The name of the metric. */
    public static final String THROUGHPUT = "throughput";

    private final Timing timing;
    private final long startNanos;
    private final int lookEvery;
    private final long[] marks = new long[Timing.WINDOWS + 1];
    private int marked;
    private long count;
    private long nextLook;

    /**
     * Creates one.
     *
     * @param timing when the windows are
     * @param startNanos when the warm-up began
     * @param lookEvery after how much that was done to look at the clock, which costs time too
     */
    public Meter(Timing timing, long startNanos, int lookEvery) {
        this.timing = timing;
        this.startNanos = startNanos;
        this.lookEvery = lookEvery;
    }

    /**
     * Counts.
     *
     * @param done how much was done
     */
    public void add(int done) {
        count += done;
        if (count >= nextLook) {
            nextLook = count + lookEvery;
            look(System.nanoTime());
        }
    }

    private void look(long now) {
        while (marked < marks.length && now - timing.beginNanos(startNanos, marked) >= 0) {
            marks[marked++] = count;
        }
    }

    /** {@return whether the last window is over} */
    public boolean isOver() {
        return marked == marks.length;
    }

    /** {@return how much was done in all, and before the first window, up to the end of it, and so on} */
    public long[] tally() {
        long[] tally = new long[1 + marks.length];
        Arrays.fill(tally, count); // whoever has ended before a window does no more in it
        System.arraycopy(marks, 0, tally, 1, marked);
        return tally;
    }

    /**
     * {@return how much was done in a second, for each window}
     *
     * @param tallies of all processes
     * @param timing theirs
     */
    public static List<Double> perSecond(Collection<long[]> tallies, Timing timing) {
        List<Double> rates = new ArrayList<>();
        for (int i = 1; i <= Timing.WINDOWS; i++) {
            int end = i + 1;
            long done = tallies.stream().mapToLong(t -> t[end] - t[end - 1]).sum();
            rates.add(done * 1e9 / timing.window().toNanos());
        }
        return rates;
    }

    /**
     * {@return how much was done in all}
     *
     * @param tallies of all processes
     */
    public static long total(Collection<long[]> tallies) {
        return tallies.stream().mapToLong(t -> t[0]).sum();
    }

    /**
     * {@return the metric of {@link #perSecond}}
     *
     * @param unit of what is counted, for example {@code msg/s}
     */
    public static Metric metric(String unit) {
        return new Metric(THROUGHPUT, unit);
    }
}
