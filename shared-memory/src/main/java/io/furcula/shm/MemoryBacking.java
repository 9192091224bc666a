package io.furcula.shm;

import io.furcula.SharedMemoryFullException;
import io.furcula.internal.shared.FileSegmentProvider;
import io.furcula.internal.shared.Segments;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * This machine's memory. The kernel would sooner kill a process than refuse memory to a file, so we
 * look how much there is before we ask for much: what is available, and what each enclosing control
 * group has left.
 */
final class MemoryBacking implements Backing {

    private static final long UNKNOWN = Long.MAX_VALUE;
    private static final int KIB = 1024;

    private final Path proc;
    private final Path groups;

    private final String where;

    /** What memory files are made of. */
    MemoryBacking() {
        this("memory (memfd)");
    }

    /**
     * Memory.
     *
     * @param where what is made of it, for the error
     */
    MemoryBacking(String where) {
        this(where, Path.of("/proc"), Path.of("/sys/fs/cgroup"));
    }

    /** For tests: with other folders. */
    MemoryBacking(Path proc, Path groups) {
        this("memory (memfd)", proc, groups);
    }

    private MemoryBacking(String where, Path proc, Path groups) {
        this.where = where;
        this.proc = proc;
        this.groups = groups;
    }

    @Override
    public String where() {
        return where;
    }

    @Override
    public long freeBytes() {
        long machine = add(meminfo("MemAvailable:"), meminfo("SwapFree:"));
        return Math.min(machine, ofGroups());
    }

    @Override
    public SharedMemoryFullException full(long askedBytes) {
        long free = freeBytes();
        return new SharedMemoryFullException(
                where(),
                askedBytes,
                free == UNKNOWN ? -1 : free,
                "give this machine or container more memory, or map files on a disk: -D"
                        + Segments.PROVIDER_PROPERTY
                        + "=file -D"
                        + FileSegmentProvider.DIRECTORY_PROPERTY
                        + "=FOLDER");
    }

    private long meminfo(String label) {
        long kib = number(proc.resolve("meminfo"), label);
        return kib == UNKNOWN ? UNKNOWN : kib * KIB;
    }

    private long ofGroups() {
        long newer = left(groups, "0::", "memory.max", "memory.current", "inactive_file ");
        long older = left(
                groups.resolve("memory"),
                ":memory:",
                "memory.limit_in_bytes",
                "memory.usage_in_bytes",
                "total_inactive_file ");
        return Math.min(newer, older);
    }

    /** {@return the least that our group and those around it have left, in one hierarchy} */
    private long left(Path root, String entry, String max, String used, String cache) {
        long least = UNKNOWN;
        for (Path group = ownGroup(root, entry);
                group != null && group.startsWith(root);
                group = group.getParent()) {
            long limit = number(group.resolve(max), "");
            long usage = number(group.resolve(used), "");
            long reclaimable = number(group.resolve("memory.stat"), cache);
            if (limit != UNKNOWN && usage != UNKNOWN) {
                long left = Math.max(0, limit - usage);
                least = Math.min(least, add(left, reclaimable));
            }
        }
        return least;
    }

    /** {@return our group's folder; the root if it is not told} */
    private Path ownGroup(Path root, String entry) {
        try (Stream<String> lines = Files.lines(proc.resolve("self/cgroup"))) {
            return lines.filter(line -> line.contains(entry + "/"))
                    .findFirst()
                    .map(line -> line.substring(line.indexOf(entry) + entry.length() + 1))
                    .map(path -> root.resolve(path).normalize())
                    .orElse(root);
        } catch (IOException | UncheckedIOException e) {
            return root;
        }
    }

    /** {@return the number behind a label, in the first line that begins with it} */
    private static long number(Path file, String label) {
        try (Stream<String> lines = Files.lines(file, StandardCharsets.US_ASCII)) {
            return lines.filter(l -> l.startsWith(label))
                    .findFirst()
                    .map(l -> l.substring(label.length()).replace("kB", "").strip())
                    .filter(l -> l.matches("[0-9]{1,18}")) // "max" is no limit
                    .map(Long::parseLong)
                    .orElse(UNKNOWN);
        } catch (IOException | UncheckedIOException e) {
            return UNKNOWN;
        }
    }

    private static long add(long a, long b) {
        return a == UNKNOWN ? UNKNOWN : b == UNKNOWN ? a : a + b;
    }
}
