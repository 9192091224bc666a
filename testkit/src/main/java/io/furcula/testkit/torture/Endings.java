package io.furcula.testkit.torture;

import io.furcula.ExitStatus;
import io.furcula.Process;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** How children end as planned, and whether one has. */
final class Endings {

    /** The exit code of a child whose own child did not end as planned. */
    static final int CHILD_WRONG = 98;

    /** The exit code of a child whose own child was not started, as that was not safe. */
    static final int CHILD_REFUSED = 97;

    /** The exit code of a child that runs what its parent is to run. */
    static final int RUNS_PARENTS_TASK = 96;

    private Endings() {}

    /** What a child throws that is to throw something of its own. */
    static final class Planned extends RuntimeException {
        private static final long serialVersionUID = 1;

        Planned(String message) {
            super(message);
        }
    }

    /** Ends this process as planned. Returns if that is the plan. */
    static void end(ChildTask task, Plan plan) throws IOException, InterruptedException {
        switch (plan.ending()) {
            case RETURN -> {}
            case THROW -> {
                // The start method prints what is thrown: to be looked at if the end is wrong.
                OutputStream words = Files.newOutputStream(lastWords(task, Kernel.pid()));
                System.setErr(new PrintStream(words, true, StandardCharsets.UTF_8));
                throwPlanned(task.seed(), plan);
            }
            case EXIT -> System.exit(plan.code());
            case HALT -> halt(plan.code());
            case KILL_ITSELF -> {
                // Asked by the shell, which has its parent's id from the kernel.
                new ProcessBuilder("sh", "-c", "kill -9 $PPID").start();
                TimeUnit.DAYS.sleep(1);
            }
            case KILLED_BY_PARENT -> TimeUnit.DAYS.sleep(1);
        }
    }

    private static Path lastWords(ChildTask task, long pid) {
        return task.file("last-words-of-" + pid);
    }

    /** Ends this process at once. */
    static void halt(int code) {
        System.err.flush();
        Runtime.getRuntime().halt(code);
    }

    private static void throwPlanned(long seed, Plan plan) throws IOException {
        switch (plan.code() % 3) {
            case 0 -> throw new Planned(message(seed));
            case 1 -> throw new IOException(message(seed));
            default -> throw new IllegalStateException(message(seed));
        }
    }

    private static Class<? extends Exception> planned(Plan plan) {
        return switch (plan.code() % 3) {
            case 0 -> Planned.class;
            case 1 -> IOException.class;
            default -> IllegalStateException.class;
        };
    }

    private static String message(long seed) {
        return "planned for seed " + seed;
    }

    /** {@return what is wrong with how a child has ended, or null} */
    static @Nullable String problem(ChildTask task, Plan plan, Process ended) {
        long pid = ended.pid().orElse(0);
        ExitStatus status = ended.exitStatus().orElseThrow();
        ExitStatus expected = plan.ending().status(plan.code());
        Throwable failure = ended.failure().orElse(null);
        boolean right = status.equals(expected)
                && (plan.ending() == Ending.THROW
                        ? failure != null
                                && failure.getClass().equals(planned(plan))
                                && message(task.seed()).equals(failure.getMessage())
                        : failure == null);
        String words = taken(lastWords(task, pid));
        if (right) {
            return null;
        }
        return "ended with "
                + status
                + " and not "
                + expected
                + meaning(status)
                + (failure == null
                        ? ", and told of no failure"
                        : "; it threw " + Evidence.trace(failure))
                + (words.isEmpty() ? "" : "\nit said last:\n" + words)
                + Evidence.ofCrash(pid);
    }

    private static String taken(Path file) {
        try {
            String text = Files.exists(file) ? Files.readString(file) : "";
            Files.deleteIfExists(file);
            return text;
        } catch (IOException e) {
            return "(" + e + ")";
        }
    }

    private static String meaning(ExitStatus status) {
        if (status.signalNumber() != 0) {
            return "";
        }
        return switch (status.code()) {
            case CHILD_WRONG -> ": its own child did not end as planned";
            case CHILD_REFUSED -> ": the start of its own child was refused";
            case RUNS_PARENTS_TASK -> ": it ran what its parent was to run";
            default -> "";
        };
    }

    /** {@return whether a child ended because it could not start its own, as that was not safe} */
    static boolean wasRefused(Process ended) {
        return ended.exitStatus().equals(java.util.Optional.of(new ExitStatus(CHILD_REFUSED, 0)));
    }
}
