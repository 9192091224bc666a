package io.furcula.bench.jobs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The memory of a process, as Linux counts it.
 *
 * @param privateKib what no other process shares; {@link #UNKNOWN} where it is not known
 * @param proportionalKib that, and its share of what it shares (Pss)
 */
record MemoryUse(long privateKib, long proportionalKib) {

    static final long UNKNOWN = -1;

    private static final Path ROLLUP = Path.of("/proc/self/smaps_rollup");

    /** {@return the memory of the calling process} */
    static MemoryUse ofThisProcess() {
        try {
            List<String> lines = Files.readAllLines(ROLLUP);
            return new MemoryUse(
                    kib(lines, "Private_Clean:") + kib(lines, "Private_Dirty:"),
                    kib(lines, "Pss:"));
        } catch (IOException e) {
            return new MemoryUse(UNKNOWN, UNKNOWN);
        }
    }

    private static long kib(List<String> lines, String key) {
        for (String line : lines) {
            if (line.startsWith(key)) {
                return Long.parseLong(
                        line.substring(key.length()).replace("kB", "").strip());
            }
        }
        return 0;
    }

    boolean isKnown() {
        return privateKib != UNKNOWN;
    }
}
