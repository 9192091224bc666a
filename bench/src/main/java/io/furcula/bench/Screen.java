package io.furcula.bench;

import java.io.PrintStream;
import java.time.Duration;

/**
 * Where a run prints: results to standard output; notes and progress to standard error. Progress is
 * one line that is written over, or on anything but a terminal a line now and then.
 *
 * <p><b>Thread safety:</b> confined to one thread.
 */
public final class Screen {

    private static final Duration OVERWRITE_EVERY = Duration.ofMillis(100);
    private static final Duration LINE_EVERY = Duration.ofSeconds(10);

    private final PrintStream out;
    private final PrintStream err;
    private final boolean terminal;
    private long lastNanos = System.nanoTime();
    private int shown;

    Screen(PrintStream out, PrintStream err, boolean terminal) {
        this.out = out;
        this.err = err;
        this.terminal = terminal;
    }

    /**
     * Prints a line of results.
     *
     * @param line the line
     */
    public void print(String line) {
        clear();
        out.println(line);
    }

    /**
     * Prints a line that is not a result.
     *
     * @param line the line
     */
    public void note(String line) {
        clear();
        err.println(line);
    }

    /**
     * Shows how far the work has come. May be called as often as it moves.
     *
     * @param what the work
     * @param done how much of it is done
     * @param total how much there is
     */
    public void progress(String what, long done, long total) {
        long now = System.nanoTime();
        if (now - lastNanos < (terminal ? OVERWRITE_EVERY : LINE_EVERY).toNanos()) {
            return;
        }
        lastNanos = now;
        String line = what + ": " + Numbers.whole(done) + " of " + Numbers.whole(total);
        if (!terminal) {
            err.println(line);
            return;
        }
        String cut =
                line.length() < TextTable.WIDTH ? line : line.substring(0, TextTable.WIDTH - 1);
        err.print("\r" + cut + " ".repeat(Math.max(0, shown - cut.length())));
        err.flush();
        shown = cut.length();
    }

    private void clear() {
        if (shown > 0) {
            err.print("\r" + " ".repeat(shown) + "\r");
            err.flush();
            shown = 0;
        }
    }
}
