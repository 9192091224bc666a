package io.furcula.internal.shared;

import io.furcula.SharedMemoryException;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * This process's folder for sockets and argument files, which nobody else can enter. Made at first
 * use, and removed when the JVM ends; what a killed JVM leaves, the next one to come removes.
 *
 * <p><b>Thread safety:</b> safe for any number of threads.
 */
public final class RuntimeFolder {

    private static final String PREFIX = "furcula-run-";

    /** The longest folder in which a socket's whole path fits the 108 bytes that Linux allows. */
    private static final int LONGEST = 60;

    private RuntimeFolder() {}

    private static @Nullable Path folder;

    /** {@return the folder} */
    public static synchronized Path get() {
        Path made = folder;
        if (made == null) {
            made = make();
            folder = made;
        }
        return made;
    }

    /** This process is a copy: the folder is its original's. */
    static synchronized void forked() {
        folder = null;
    }

    private static Path make() {
        Path parent = Path.of(System.getProperty("java.io.tmpdir"));
        Path shorter = Path.of("/tmp");
        if (parent.toString().length() > LONGEST && Files.isWritable(shorter)) {
            parent = shorter;
        }
        sweep(parent);
        try {
            Path folder = Files.createTempDirectory(parent, PREFIX + ProcessTag.own() + "-");
            Cleanup.atExit(() -> delete(folder));
            return folder;
        } catch (IOException e) {
            throw new SharedMemoryException(
                    "Cannot create a folder in " + parent + ": " + e + "   [FUR-305]", e);
        }
    }

    private static void sweep(Path parent) {
        try (DirectoryStream<Path> folders = Files.newDirectoryStream(parent, PREFIX + "*-*")) {
            for (Path folder : folders) {
                String name = folder.getFileName().toString();
                if (ProcessTag.isDead(name.substring(PREFIX.length()).split("-", 2)[0])) {
                    delete(folder);
                }
            }
        } catch (IOException e) {
            // What cannot be listed cannot be swept.
        }
    }

    private static void delete(Path folder) {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
            for (Path file : files) {
                Files.deleteIfExists(file);
            }
            Files.deleteIfExists(folder);
        } catch (IOException e) {
            // Not ours after all, or gone already.
        }
    }
}
