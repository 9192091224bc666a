package io.furcula.bench.jobs;

import io.furcula.bench.BenchFailedException;
import io.furcula.bench.BenchOptions;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The input: every jar below a folder.
 *
 * @param root the folder
 * @param jars relative to it, with {@code /} between names, sorted
 * @param bytes of all
 */
record JarFolder(Path root, List<String> jars, long bytes) {

    private static final int QUICK_JARS = 200;
    private static final long QUICK_BYTES = 150_000_000;

    /** {@return the jars below the given folder, or in the local Maven repository} */
    static JarFolder find(BenchOptions options) throws BenchFailedException {
        Path given = options.folder();
        Path root = (given == null ? mavenRepository() : given).toAbsolutePath().normalize();
        List<String> all = list(root);
        if (all.isEmpty()) {
            throw new BenchFailedException("There is no *.jar below "
                    + root
                    + ".\n  try: bench/run jobs --folder DIR, a folder that has some");
        }
        int count = 0;
        long bytes = 0;
        for (String jar : all) {
            long size = size(root.resolve(jar));
            if (options.quick()
                    && count > 0
                    && (count == QUICK_JARS || bytes + size > QUICK_BYTES)) {
                break;
            }
            count++;
            bytes += size;
        }
        return new JarFolder(root, all.subList(0, count), bytes);
    }

    private static Path mavenRepository() {
        @Nullable String set = System.getProperty("maven.repo.local");
        return set != null
                ? Path.of(set)
                : Path.of(System.getProperty("user.home"), ".m2", "repository");
    }

    private static List<String> list(Path root) throws BenchFailedException {
        if (!Files.isDirectory(root)) {
            return List.of();
        }
        try (Stream<Path> files = Files.walk(root)) {
            return files.filter(f -> f.toString().endsWith(".jar") && Files.isRegularFile(f))
                    .map(f -> root.relativize(f).toString().replace('\\', '/'))
                    .sorted()
                    .toList();
        } catch (IOException | UncheckedIOException e) {
            throw new BenchFailedException("Cannot list " + root + ": " + e.getMessage(), e);
        }
    }

    private static long size(Path jar) {
        try {
            return Files.size(jar);
        } catch (IOException e) {
            return 0; // a worker will say why
        }
    }

    /** Reads all, so that the first method does not wait for the disk on behalf of the others. */
    void warmPageCache() {
        for (String jar : jars) {
            try (InputStream in = Files.newInputStream(root.resolve(jar))) {
                in.transferTo(OutputStream.nullOutputStream());
            } catch (IOException e) {
                // A worker will say why.
            }
        }
    }
}
