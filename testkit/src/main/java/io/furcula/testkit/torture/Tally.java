package io.furcula.testkit.torture;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/**
 * Counts what passed and failed, and prints what failed.
 *
 * <p><b>Thread safety:</b> safe for any number of threads.
 */
final class Tally {

    private static final int PRINTED_IN_FULL = 20;
    private static final double NANOS_PER_MS = 1e6;

    private final PrintStream out;
    private long passed;
    private long failed;
    private long refused;
    private long children;
    private long grandchildren;
    private final List<Long> startNanos = new ArrayList<>();
    private final List<Long> totalNanos = new ArrayList<>();
    private final List<Long> forkNanos = new ArrayList<>();

    Tally(PrintStream out) {
        this.out = out;
    }

    /** Counts a child. */
    synchronized void add(ChildTask task, Attempt attempt) {
        children++;
        grandchildren += task.depth() - 1;
        if (attempt.startNanos() > 0) {
            startNanos.add(attempt.startNanos());
        }
        if (attempt.totalNanos() > 0) {
            totalNanos.add(attempt.totalNanos());
        }
        if (attempt.refused()) {
            refused++;
        }
        if (attempt.problem() == null) {
            passed++;
        } else {
            fail(task + "\n  " + attempt.problem());
        }
    }

    /** Counts how long a fork took the thread that made it. */
    synchronized void addFork(long nanos) {
        forkNanos.add(nanos);
    }

    /** Counts something that passed. */
    synchronized void pass() {
        passed++;
    }

    /** Counts something that failed. */
    synchronized void fail(String problem) {
        failed++;
        if (failed <= PRINTED_IN_FULL) {
            out.println("FAILED " + failed + ": " + problem);
        } else {
            out.println("FAILED " + failed + ": " + problem.lines().findFirst().orElse(""));
        }
        out.flush();
    }

    /** Counts something else that was looked at: it passed if there is no problem. */
    synchronized void check(String what, List<String> problems) {
        if (problems.isEmpty()) {
            passed++;
            out.println("passed: " + what);
        } else {
            fail(what + "\n  " + String.join("\n  ", problems));
        }
    }

    /** {@return whether what fails next is printed in full} */
    synchronized boolean isLoud() {
        return failed < PRINTED_IN_FULL;
    }

    synchronized long passed() {
        return passed;
    }

    synchronized long failed() {
        return failed;
    }

    synchronized void printProgress(long seconds) {
        out.println(seconds + " s: " + children + " children, " + passed + " passed, " + failed
                + " failed, " + refused + " refused; start() p50 "
                + milliseconds(percentile(sorted(startNanos), 50)) + " ms");
        out.flush();
    }

    synchronized void printStatistics() {
        out.println(children + " children started, with " + grandchildren
                + " of their own to start; " + refused + " refused");
        out.println("                  p50      p90      p99      max  ms");
        if (!forkNanos.isEmpty()) {
            out.println("fork call    " + line(forkNanos));
        }
        out.println("start()      " + line(startNanos));
        out.println("start to end " + line(totalNanos));
        out.flush();
    }

    /** Prints the last line. */
    synchronized void printLine() {
        out.println(passed + " passed, " + failed + " failed");
        out.flush();
    }

    private static String line(List<Long> nanos) {
        List<Long> sorted = sorted(nanos);
        StringBuilder line = new StringBuilder();
        for (int percent : new int[] {50, 90, 99, 100}) {
            line.append(
                    String.format(Locale.ROOT, "%8s ", milliseconds(percentile(sorted, percent))));
        }
        return line.toString().stripTrailing();
    }

    private static List<Long> sorted(List<Long> nanos) {
        List<Long> sorted = new ArrayList<>(nanos);
        Collections.sort(sorted);
        return sorted;
    }

    /** {@return the smallest that so many percent are not above; 0 if there is none} */
    static long percentile(List<Long> sorted, int percent) {
        int rank = (int) Math.ceil(sorted.size() * percent / 100.0);
        return sorted.isEmpty() ? 0 : sorted.get(Math.max(1, rank) - 1);
    }

    private static String milliseconds(long nanos) {
        return String.format(Locale.ROOT, "%.1f", nanos / NANOS_PER_MS);
    }
}
