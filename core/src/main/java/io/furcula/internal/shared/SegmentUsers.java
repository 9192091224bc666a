package io.furcula.internal.shared;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Which processes of a tree can use a segment: those that have mapped it, and those that are too young to have
 * read what they were started with. Known on Linux, for segments that only processes of the tree can find.
 */
final class SegmentUsers {

    private static final Duration YOUNG = Duration.ofSeconds(10);

    private final long rootPid;
    private final Map<String, Set<Long>> known = new HashMap<>();
    private @Nullable Map<Long, String> maps;

    SegmentUsers(long root) {
        this.rootPid = OwnerWord.pid(root);
    }

    /** {@return the ids of the processes that can use the segment that it is about, or none if that is not known} */
    Set<Long> of(WaitRecord record) {
        String id = String.format("%016x%016x", record.idHigh(), record.idLow());
        return known.computeIfAbsent(id, i -> find(i, OwnerWord.pid(record.waiter())));
    }

    private Set<Long> find(String id, long waiter) {
        Pattern mapping =
                Pattern.compile("furcula-(\\d+\\.[0-9a-f]+-)?" + id + "( \\(deleted\\))?\n");
        Set<Long> users = new HashSet<>();
        for (Map.Entry<Long, String> process : maps().entrySet()) {
            if (mapping.matcher(process.getValue()).find() || isYoung(process.getKey())) {
                users.add(process.getKey());
            }
        }
        return users.contains(waiter) ? users : Set.of();
    }

    private static boolean isYoung(long pid) {
        return ProcessHandle.of(pid)
                .flatMap(process -> process.info().startInstant())
                .map(start -> start.isAfter(Instant.now().minus(YOUNG)))
                .orElse(true);
    }

    private Map<Long, String> maps() {
        Map<Long, String> read = maps;
        if (read == null) {
            read = new HashMap<>();
            Set<Long> pids = new HashSet<>(Set.of(rootPid));
            ProcessHandle.of(rootPid)
                    .ifPresent(root -> root.descendants().forEach(p -> pids.add(p.pid())));
            for (long pid : pids) {
                read(pid, read);
            }
            maps = read;
        }
        return read;
    }

    private static void read(long pid, Map<Long, String> into) {
        Path file = Path.of("/proc/" + pid + "/maps");
        try {
            into.put(pid, new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1));
        } catch (IOException e) {
            // It has ended; or nothing is known, and then not of the waiter either.
        }
    }
}
