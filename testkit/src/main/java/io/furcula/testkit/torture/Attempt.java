package io.furcula.testkit.torture;

import io.furcula.Context;
import io.furcula.Process;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One child, from its start to its end.
 *
 * @param problem what was wrong, or null
 * @param refused whether it was not started, or its own child was not, as that was not safe
 * @param startNanos how long its start took; 0 if it failed
 * @param totalNanos how long it took from before the start to after the end; 0 if it failed
 */
record Attempt(@Nullable String problem, boolean refused, long startNanos, long totalNanos) {

    private static final String REFUSAL = "ForkUnsafeException"; // of a module that is not here
    private static final int LONGEST_CHAIN = 20;
    private static final Duration AFTER_KILL = Duration.ofSeconds(10);

    /**
     * Starts a child, waits for its end and looks at how it ended. One that hangs is looked at and killed.
     *
     * @param task the child
     * @param deadline how long it may take once it is started
     * @param started called when it is
     */
    static Attempt make(ChildTask task, Duration deadline, Runnable started)
            throws InterruptedException {
        Plan plan = task.plan();
        Process child = Context.of(task.method()).process(ChildWork::run, task);
        try (child) {
            long before = System.nanoTime();
            try {
                child.start();
            } catch (RuntimeException | Error e) {
                return new Attempt("did not start: " + Evidence.trace(e), isRefusal(e), 0, 0);
            }
            long startNanos = System.nanoTime() - before;
            started.run();
            if (plan.ending() == Ending.KILLED_BY_PARENT) {
                TimeUnit.MILLISECONDS.sleep(plan.killAfterMs());
                child.kill();
            }
            if (!child.join(deadline)) {
                return new Attempt(hung(child, deadline), false, startNanos, 0);
            }
            long totalNanos = System.nanoTime() - before;
            String problem = Endings.problem(task, plan, child);
            if (problem == null && startNanos > deadline.toNanos()) {
                problem = "its start took " + startNanos / 1_000_000 + " ms";
            }
            return new Attempt(problem, Endings.wasRefused(child), startNanos, totalNanos);
        }
    }

    private static boolean isRefusal(Throwable failure) {
        Throwable cause = failure;
        for (int i = 0; cause != null && i < LONGEST_CHAIN; i++) {
            if (cause.getClass().getSimpleName().equals(REFUSAL)) {
                return true;
            }
            cause = cause.getCause();
        }
        return false;
    }

    private static String hung(Process child, Duration deadline) throws InterruptedException {
        long pid = child.pid().orElse(0);
        StringBuilder text = new StringBuilder();
        text.append("hangs: it has not ended within ")
                .append(deadline.toSeconds())
                .append(" s\n");
        text.append("its parent: ").append(Evidence.ofHang(pid));
        ProcessHandle.of(pid)
                .ifPresent(p -> p.descendants().forEach(ProcessHandle::destroyForcibly));
        child.kill();
        text.append(
                child.join(AFTER_KILL)
                        ? "killed: " + child.exitStatus().orElseThrow()
                        : "kill() has not ended it within " + AFTER_KILL.toSeconds() + " s");
        return text.toString();
    }
}
