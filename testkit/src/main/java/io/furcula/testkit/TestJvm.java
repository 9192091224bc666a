package io.furcula.testkit;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * A JVM of its own that plays a part in a test: a {@code main} of a class on this class path. It can
 * be a parent that is killed, or one that ends.
 */
public final class TestJvm implements AutoCloseable {

    private static final String END = "\0end";

    private final java.lang.Process process;
    private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
    private final List<String> seen = new ArrayList<>();

    private TestJvm(java.lang.Process process) {
        this.process = process;
    }

    /**
     * Starts a JVM.
     *
     * @param main its main class
     * @param arguments its arguments; those that begin with {@code -D}, {@code -X} or {@code --} are
     *     for the JVM
     * @return the JVM
     */
    public static TestJvm start(Class<?> main, String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        for (String argument : arguments) {
            if (argument.startsWith("-")) {
                command.add(argument);
            }
        }
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        for (String argument : arguments) {
            if (!argument.startsWith("-")) {
                command.add(argument);
            }
        }
        try {
            TestJvm jvm = new TestJvm(
                    new ProcessBuilder(command).redirectErrorStream(true).start());
            Thread reader = new Thread(jvm::read, "test JVM's output");
            reader.setDaemon(true);
            reader.start();
            return jvm;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void read() {
        try (BufferedReader out = new BufferedReader(
                new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = out.readLine(); line != null; line = out.readLine()) {
                lines.add(line);
            }
        } catch (IOException e) {
            // It was destroyed while we were reading.
        }
        lines.add(END);
    }

    /**
     * Waits for a line that begins in a certain way; what it prints to either stream counts.
     *
     * @param prefix how the line begins
     * @return the rest of the line
     * @throws AssertionError if it ends, or does not print it in time; shows what it printed
     * @throws InterruptedException if interrupted while waiting
     */
    public String awaitLine(String prefix) throws InterruptedException {
        while (true) {
            String line = lines.poll(Await.LIMIT_SECONDS, TimeUnit.SECONDS);
            if (line == null || line.equals(END)) {
                throw new AssertionError("the JVM "
                        + (line == null ? "did not print" : "ended without printing")
                        + " '"
                        + prefix
                        + "':\n"
                        + String.join("\n", seen));
            }
            seen.add(line);
            if (line.startsWith(prefix)) {
                return line.substring(prefix.length());
            }
        }
    }

    /** Sends {@code SIGKILL}. */
    public void kill() {
        process.destroyForcibly();
    }

    /** Sends {@code SIGTERM}. */
    public void terminate() {
        process.destroy();
    }

    /**
     * Waits for its end.
     *
     * @return its exit code
     * @throws AssertionError if it does not end in time; shows what it printed
     * @throws InterruptedException if interrupted while waiting
     */
    public int awaitExit() throws InterruptedException {
        if (!process.waitFor(Await.LIMIT_SECONDS, TimeUnit.SECONDS)) {
            lines.drainTo(seen);
            throw new AssertionError("the JVM does not end:\n" + String.join("\n", seen));
        }
        return process.exitValue();
    }

    /** {@return all that it has printed, once it has ended} */
    public List<String> output() {
        Await.until(
                "the end of the output",
                () -> lines.contains(END) || seen.contains(END),
                seen::toString);
        lines.drainTo(seen);
        return seen.stream().filter(line -> !line.equals(END)).toList();
    }

    /** {@return its process id} */
    public long pid() {
        return process.pid();
    }

    @Override
    public void close() {
        process.destroyForcibly();
        boolean interrupted = false;
        while (true) {
            try {
                process.waitFor();
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
