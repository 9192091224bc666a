package io.furcula.testkit.torture;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.jspecify.annotations.Nullable;

/**
 * A file that this process renews as long as it lives, with the counts so far. The script {@code
 * testkit/torture} looks at it: nobody in a JVM that is frozen could say that it is.
 */
final class Heartbeat {

    /** Names the file. As each run has its own, it also tells which processes are children of a run. */
    static final String VARIABLE = "FURCULA_TORTURE_HEARTBEAT";

    private static final @Nullable String FILE = System.getenv(VARIABLE);

    private Heartbeat() {}

    /** {@return the folder of this run, where the file is; the one for temporary files if there is none} */
    static Path folder() {
        Path parent = FILE == null ? null : Path.of(FILE).getParent();
        return parent == null ? Path.of(System.getProperty("java.io.tmpdir")) : parent;
    }

    /** {@return what the environment of every process of this run has in it, or null} */
    static @Nullable String mark() {
        return FILE == null ? null : VARIABLE + "=" + FILE;
    }

    /** Renews the file. */
    static void beat(long passed, long failed, boolean ended) throws IOException {
        if (FILE != null) {
            Path draft = Path.of(FILE + ".new");
            Files.writeString(draft, passed + " " + failed + (ended ? " ended\n" : " running\n"));
            Files.move(draft, Path.of(FILE), StandardCopyOption.ATOMIC_MOVE);
        }
    }
}
