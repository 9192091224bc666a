package io.furcula.testkit.torture;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What the kernel knows of processes. The JDK remembers its process id, which in a copy of a JVM can
 * be that of the original.
 */
final class Kernel {

    private static final Path PROC = Path.of("/proc");
    private static final Path SELF = PROC.resolve("self");

    private Kernel() {}

    /** {@return the id of the process that runs this} */
    static long pid() {
        try {
            return isKnown()
                    ? Long.parseLong(Files.readSymbolicLink(SELF).toString())
                    : ProcessHandle.current().pid();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** {@return whether there is a {@code /proc} to ask} */
    static boolean isKnown() {
        return Files.isSymbolicLink(SELF);
    }

    /** {@return a process's descriptors: what each leads to, sorted; nothing without /proc} */
    static List<String> descriptors() {
        List<String> found = new ArrayList<>();
        Path folder = SELF.resolve("fd");
        if (Files.isDirectory(folder)) {
            try (DirectoryStream<Path> links = Files.newDirectoryStream(folder)) {
                for (Path link : links) {
                    target(link).filter(t -> !t.matches("/proc/\\d+/fd")).ifPresent(found::add);
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return found.stream().sorted().toList();
    }

    /** {@return whether a process runs the same program as this one} */
    static boolean runsOurProgram(long pid) {
        Optional<String> own = target(SELF.resolve("exe"));
        return own.isPresent() && own.equals(target(of(pid).resolve("exe")));
    }

    /** {@return the processes whose environment, as it was when they began, has a text in it} */
    static List<Long> withEnvironment(String part) {
        if (!isKnown()) {
            return List.of();
        }
        try (Stream<Path> processes = Files.list(PROC)) {
            return processes
                    .filter(p -> p.getFileName().toString().matches("\\d+"))
                    .filter(p -> read(p.resolve("environ")).contains(part))
                    .map(p -> Long.valueOf(p.getFileName().toString()))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** {@return a line of {@code /proc/PID/status}, such as {@code VmRSS}, without its name} */
    static String status(String line) {
        return read(SELF.resolve("status"))
                .lines()
                .filter(l -> l.startsWith(line + ":"))
                .map(l -> l.substring(line.length() + 1).strip())
                .findFirst()
                .orElse("?");
    }

    /** {@return how many mappings this process has} */
    static long mappings() {
        return read(SELF.resolve("maps")).lines().count();
    }

    /** {@return what each thread of a process does, one line each} */
    static List<String> threads(long pid) {
        List<String> lines = new ArrayList<>();
        try (DirectoryStream<Path> tasks = Files.newDirectoryStream(of(pid).resolve("task"))) {
            for (Path task : tasks) {
                lines.add(task.getFileName()
                        + " "
                        + line(task, "comm")
                        + " | wchan "
                        + line(task, "wchan")
                        + " | syscall "
                        + line(task, "syscall")
                        + " | stat "
                        + line(task, "stat"));
            }
        } catch (IOException e) {
            lines.add("(no more: " + e + ")");
        }
        return lines;
    }

    private static String line(Path task, String name) {
        return read(task.resolve(name)).strip();
    }

    private static Path of(long pid) {
        return PROC.resolve(String.valueOf(pid));
    }

    private static Optional<String> target(Path link) {
        try {
            return Optional.of(Files.readSymbolicLink(link).toString());
        } catch (IOException e) {
            return Optional.empty(); // it is gone, or not ours to look at
        }
    }

    private static String read(Path file) {
        try {
            return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
        } catch (IOException e) {
            return ""; // it is gone, or not ours to look at
        }
    }
}
