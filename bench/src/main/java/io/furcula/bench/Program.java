package io.furcula.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/** Other programs, run to their end. Their input and output are files: a full pipe blocks none. */
public final class Program {

    /** What the names of all folders for temporary files begin with. */
    public static final String FOLDER_PREFIX =
            "furcula-bench-" + ProcessHandle.current().pid() + "-";

    private static final Duration GRACE = Duration.ofSeconds(2);

    private Program() {}

    /**
     * Runs a program to its end. If this JVM ends earlier, so does the program.
     *
     * @param name what to call it in messages
     * @param command the program and its arguments
     * @param input its standard input
     * @param limit it is killed, with its children, when it has not ended by then
     * @return its standard output
     * @throws IOException if it cannot be started
     * @throws BenchFailedException if it was killed, or ended with another exit code than 0; the
     *     message has what it printed
     * @throws InterruptedException if interrupted; the program is killed
     */
    public static String run(String name, List<String> command, String input, Duration limit)
            throws IOException, BenchFailedException, InterruptedException {
        return run(name, command, input, limit, List.of());
    }

    /**
     * The same for a program that has folders of its own.
     *
     * @param name what to call it in messages
     * @param command the program and its arguments
     * @param input its standard input
     * @param limit it is killed, with its children, when it has not ended by then
     * @param folders deleted with all that is in them once it has ended, however it did
     * @return its standard output
     * @throws IOException if it cannot be started
     * @throws BenchFailedException if it was killed, or ended with another exit code than 0; the
     *     message has what it printed
     * @throws InterruptedException if interrupted; the program is killed
     */
    public static String run(
            String name, List<String> command, String input, Duration limit, List<Path> folders)
            throws IOException, BenchFailedException, InterruptedException {
        Path folder = Files.createTempDirectory(FOLDER_PREFIX);
        Path in = folder.resolve("in.txt");
        Path out = folder.resolve("out.txt");
        Path err = folder.resolve("err.txt");
        List<Path> all = new ArrayList<>(folders);
        all.add(folder);
        try {
            Files.writeString(in, input);
            java.lang.Process program = new ProcessBuilder(command)
                    .redirectInput(in.toFile())
                    .redirectOutput(out.toFile())
                    .redirectError(err.toFile())
                    .start();
            boolean ended = awaitEnd(program, limit, () -> delete(all));
            if (!ended || program.exitValue() != 0) {
                String how = ended
                        ? " ended with exit code " + program.exitValue()
                        : " has not ended in " + Numbers.time(limit.toNanos() / 1e6);
                String printed = (text(out) + text(err)).strip();
                throw new BenchFailedException(name
                        + how
                        + (printed.isEmpty()
                                ? " and printed nothing."
                                : ". It printed:\n" + printed));
            }
            return text(out);
        } finally {
            delete(all);
        }
    }

    /** A program may print anything, and not only UTF-8. */
    private static String text(Path file) throws IOException {
        return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
    }

    private static boolean awaitEnd(java.lang.Process program, Duration limit, Runnable cleanUp)
            throws InterruptedException {
        Thread atExit = new Thread(
                () -> {
                    stop(program);
                    cleanUp.run();
                },
                "bench stop program");
        Runtime.getRuntime().addShutdownHook(atExit);
        try {
            return program.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
        } finally {
            stop(program);
            try {
                Runtime.getRuntime().removeShutdownHook(atExit);
            } catch (IllegalStateException e) {
                // The JVM is ending, and runs it.
            }
        }
    }

    /** Asks it to end, which lets it clean up; then kills it and its children. */
    private static void stop(java.lang.Process program) {
        List<ProcessHandle> children = program.descendants().toList();
        program.destroy();
        try {
            program.onExit().get(GRACE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException e) {
            // It has had its time.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        program.destroyForcibly();
        children.forEach(ProcessHandle::destroyForcibly);
        program.onExit().join();
    }

    private static void delete(List<Path> folders) {
        for (Path folder : folders) {
            try (Stream<Path> all = Files.walk(folder)) {
                for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                    Files.deleteIfExists(path);
                }
            } catch (IOException | UncheckedIOException e) {
                // A folder for temporary files is emptied by others too.
            }
        }
    }
}
