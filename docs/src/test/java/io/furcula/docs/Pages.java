package io.furcula.docs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Where the pages are. */
final class Pages {

    /** The docs module. Surefire sets the property; an IDE's working directory is the module. */
    static final Path MODULE = Path.of(System.getProperty("basedir", "")).toAbsolutePath();

    static final Path ROOT = MODULE.getParent();

    private Pages() {}

    /** The README and all pages. */
    static List<Path> all() {
        Stream<Path> top = Stream.of("README.md", "CHANGELOG.md").map(ROOT::resolve);
        return Stream.concat(top, find(MODULE, "glob:**/docs/{*.md,decisions/*.md}").stream())
                .toList();
    }

    /** Files below a folder, but for what a build makes. */
    static List<Path> find(Path folder, String pattern) {
        var matcher = folder.getFileSystem().getPathMatcher(pattern);
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(matcher::matches)
                    .filter(f -> !folder.relativize(f).toString().contains("target/"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** For messages. */
    static String name(Path page) {
        return ROOT.relativize(page).toString();
    }
}
