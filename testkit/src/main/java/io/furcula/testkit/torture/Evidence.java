package io.furcula.testkit.torture;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.lang.management.LockInfo;
import java.lang.management.ManagementFactory;
import java.lang.management.MonitorInfo;
import java.lang.management.ThreadInfo;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What is to be seen of a process that hangs, or has crashed. */
final class Evidence {

    private static final int CRASH_LINES = 80;
    private static final int MOST_PROCESSES = 6;
    private static final int COMMAND_SECONDS = 40;

    /** Not a monitor: a thread that holds one for long may not let this JVM be forked. */
    private static final Semaphore TURN = new Semaphore(1);

    private Evidence() {}

    /** {@return an exception with its stack and causes} */
    static String trace(Throwable failure) {
        StringWriter text = new StringWriter();
        failure.printStackTrace(new PrintWriter(text, true));
        return text.toString().stripTrailing();
    }

    /** {@return the stacks of all threads of this JVM, with the locks that they hold} */
    static String stacks() {
        StringBuilder text = new StringBuilder();
        text.append("threads of process ").append(Kernel.pid()).append(":\n");
        for (ThreadInfo thread : ManagementFactory.getThreadMXBean().dumpAllThreads(true, true)) {
            describe(thread, text);
        }
        return text.toString();
    }

    private static void describe(ThreadInfo thread, StringBuilder text) {
        text.append("  \"").append(thread.getThreadName()).append("\" ");
        text.append(thread.getThreadState());
        if (thread.getLockName() != null) {
            text.append(" on ").append(thread.getLockName());
        }
        if (thread.getLockOwnerName() != null) {
            text.append(" owned by \"").append(thread.getLockOwnerName()).append('"');
        }
        text.append('\n');
        StackTraceElement[] frames = thread.getStackTrace();
        for (int depth = 0; depth < frames.length; depth++) {
            text.append("      at ").append(frames[depth]).append('\n');
            for (MonitorInfo monitor : thread.getLockedMonitors()) {
                if (monitor.getLockedStackDepth() == depth) {
                    text.append("      - locked ").append(monitor).append('\n');
                }
            }
        }
        for (LockInfo lock : thread.getLockedSynchronizers()) {
            text.append("      - owns ").append(lock).append('\n');
        }
    }

    /**
     * {@return what is to be seen of a child that hangs, of its parent, and of its own children} One at
     * a time. A JVM among them also prints its stacks to its standard output.
     *
     * @param pid the child
     */
    static String ofHang(long pid) throws InterruptedException {
        return of(pid);
    }

    /** {@return what is to be seen of this process and of its children, when its start of one hangs} */
    static String ofSelf() throws InterruptedException {
        return of(ProcessHandle.current().pid());
    }

    private static String of(long pid) throws InterruptedException {
        TURN.acquire();
        try {
            StringBuilder text = new StringBuilder(stacks());
            for (long process : withDescendants(pid)) {
                text.append(ofProcess(process));
            }
            return text.toString();
        } finally {
            TURN.release();
        }
    }

    private static List<Long> withDescendants(long pid) {
        List<Long> pids = new ArrayList<>();
        pids.add(pid);
        ProcessHandle.of(pid)
                .ifPresent(p -> p.descendants().map(ProcessHandle::pid).forEach(pids::add));
        return pids.subList(0, Math.min(pids.size(), MOST_PROCESSES));
    }

    private static String ofProcess(long pid) throws InterruptedException {
        StringBuilder text = new StringBuilder();
        text.append("process ").append(pid).append(", its threads for the kernel:\n");
        Kernel.threads(pid).forEach(line -> text.append("  ").append(line).append('\n'));
        if (Kernel.runsOurProgram(pid)) {
            run("kill", "-QUIT", String.valueOf(pid));
            TimeUnit.SECONDS.sleep(1); // it prints, if it still can, before gdb stops it
        }
        String gdb = run(
                "timeout",
                "20",
                "gdb",
                "-p",
                String.valueOf(pid),
                "-batch",
                "-ex",
                "thread apply all bt 12");
        if (gdb != null) {
            text.append("process ")
                    .append(pid)
                    .append(", its threads for gdb:\n")
                    .append(gdb);
        }
        return text.toString();
    }

    /** {@return what a command prints, or null if there is no such command} */
    private static @Nullable String run(String... command) throws InterruptedException {
        try {
            Path output = Files.createTempFile(Heartbeat.folder(), "command-", ".out");
            try {
                java.lang.Process process = new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(output.toFile())
                        .start();
                if (!process.waitFor(COMMAND_SECONDS, TimeUnit.SECONDS)) {
                    process.destroyForcibly();
                }
                return Files.readString(output, StandardCharsets.ISO_8859_1);
            } finally {
                Files.delete(output);
            }
        } catch (IOException e) {
            return null;
        }
    }

    /** {@return the beginning of what the JVM has written about its crash, if it has} */
    static String ofCrash(long pid) {
        Path file = Heartbeat.folder().resolve("hs_err_pid" + pid + ".log");
        if (!Files.exists(file)) {
            return "";
        }
        try (Stream<String> lines = Files.lines(file, StandardCharsets.ISO_8859_1)) {
            return "\n"
                    + file
                    + " begins:\n"
                    + lines.limit(CRASH_LINES).collect(Collectors.joining("\n"));
        } catch (IOException | UncheckedIOException e) {
            return "\n" + file + " cannot be read: " + e;
        }
    }
}
