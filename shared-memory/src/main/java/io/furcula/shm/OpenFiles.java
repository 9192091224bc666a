package io.furcula.shm;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** What processes have open, as far as this one may know: links in {@code /proc}. */
final class OpenFiles {

    private OpenFiles() {}

    /** {@return this process's id} Java's own answer is its parent's after a fork. */
    static String ownPid() {
        try {
            return Files.readSymbolicLink(Path.of("/proc/self")).toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** {@return whether a link in /proc leads to a file, without opening it} */
    static boolean leadsTo(String path, String target) {
        try {
            return Files.readSymbolicLink(Path.of(path)).toString().equals(target);
        } catch (IOException e) {
            return false; // closed, or its process has ended, or is another user's
        }
    }

    /**
     * {@return the path of a link of this process to a file}
     *
     * @param part a part of the file's name
     * @throws IllegalStateException if there is none
     */
    static String ofThisProcess(String part) {
        return list(Path.of("/proc/self/fd"), "*").stream()
                .filter(path -> target(path).contains(part))
                .map(Path::toString)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException(part + " is not open here"));
    }

    private static String target(Path link) {
        try {
            return Files.readSymbolicLink(link).toString();
        } catch (IOException e) {
            return ""; // closed
        }
    }

    /** {@return the paths of all links to a file, found as they are asked for} */
    static Stream<String> ofAllProcesses(String target) {
        return list(Path.of("/proc"), "[0-9]*").stream()
                .flatMap(process -> list(process.resolve("fd"), "*").stream())
                .map(Path::toString)
                .filter(path -> leadsTo(path, target));
    }

    private static List<Path> list(Path folder, String glob) {
        List<Path> found = new ArrayList<>();
        try (DirectoryStream<Path> paths = Files.newDirectoryStream(folder, glob)) {
            paths.forEach(found::add);
        } catch (IOException | java.nio.file.DirectoryIteratorException e) {
            return found; // the process has ended, or is another user's
        }
        return found;
    }
}
