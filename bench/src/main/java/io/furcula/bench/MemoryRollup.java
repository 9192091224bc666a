package io.furcula.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The memory of a process as Linux counts it, over all its mappings.
 *
 * @param lines of {@code /proc/PID/smaps_rollup}
 */
public record MemoryRollup(List<String> lines) {

    /** The calling process, also where that is a fork of the one that its JVM takes itself for. */
    public static final String SELF = "self";

    /** {@return whether this system has it} */
    public static boolean isKnown() {
        return Files.isReadable(file(SELF));
    }

    /**
     * {@return the memory of a process}
     *
     * @param pid its process id, or {@link #SELF}
     * @throws IOException if there is no such process, or if this system does not tell
     */
    public static MemoryRollup of(String pid) throws IOException {
        return new MemoryRollup(Files.readAllLines(file(pid)));
    }

    private static Path file(String pid) {
        return Path.of("/proc", pid, "smaps_rollup");
    }

    /**
     * {@return a number of KiB}
     *
     * @param key for example {@code Pss}
     */
    public long kib(String key) {
        for (String line : lines) {
            if (line.startsWith(key + ":")) {
                return Long.parseLong(
                        line.substring(key.length() + 1).replace("kB", "").strip());
            }
        }
        return 0;
    }
}
