package io.furcula.testkit;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Ends a test that hangs, after {@value #LIMIT_SECONDS} s, and shows why: the stacks of this JVM and
 * of its children ({@code SIGQUIT} makes a child print its own).
 */
public final class Deadline implements BeforeEachCallback, AfterEachCallback {

    /** How long a test may take; far more than any needs. */
    public static final int LIMIT_SECONDS = 120;

    private static final ExtensionContext.Namespace SPACE =
            ExtensionContext.Namespace.create(Deadline.class);

    private static final ScheduledExecutorService CLOCK =
            Executors.newSingleThreadScheduledExecutor(work -> {
                Thread thread = new Thread(work, "test deadline");
                thread.setDaemon(true);
                return thread;
            });

    /** Called by JUnit. */
    public Deadline() {}

    @Override
    public void beforeEach(ExtensionContext context) {
        Thread test = Thread.currentThread();
        context.getStore(SPACE)
                .put(
                        "alarm",
                        CLOCK.schedule(
                                () -> expire(context.getDisplayName(), test),
                                LIMIT_SECONDS,
                                TimeUnit.SECONDS));
    }

    @Override
    public void afterEach(ExtensionContext context) {
        if (context.getStore(SPACE).get("alarm") instanceof ScheduledFuture<?> alarm) {
            alarm.cancel(false);
        }
    }

    private static void expire(String test, Thread thread) {
        StringBuilder evidence = new StringBuilder();
        evidence.append("DEADLINE: ").append(test).append(" hangs\n");
        for (ThreadInfo info : ManagementFactory.getThreadMXBean().dumpAllThreads(true, true)) {
            evidence.append(info);
        }
        System.err.println(evidence);
        ProcessHandle.current().descendants().forEach(Deadline::printStacks);
        thread.interrupt();
    }

    private static void printStacks(ProcessHandle child) {
        System.err.println(
                "child " + child.pid() + ": " + child.info().commandLine().orElse("?"));
        try {
            new ProcessBuilder("kill", "-QUIT", String.valueOf(child.pid()))
                    .start()
                    .waitFor();
        } catch (java.io.IOException | InterruptedException e) {
            System.err.println("no stacks of " + child.pid() + ": " + e);
        }
    }
}
