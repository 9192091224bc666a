package io.furcula.bench.start;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** What the parent is like that starts the children. */
enum StartCase {
    SMALL_PARENT("small-parent", "a parent that holds next to nothing", 0, 0, "-Xmx64m"),

    /** With room to spare, so that no collection runs beside the measurement. */
    PARENT_1GIB("parent-1GiB", "a parent with 1 GiB of live objects", 1024, 0, "-Xmx3g"),

    PARENT_1GIB_THP(
            "parent-1GiB-thp",
            "the same in transparent huge pages",
            1024,
            0,
            "-Xmx3g",
            "-XX:+UseTransparentHugePages"),

    PARENT_400_THREADS("parent-400-threads", "a parent with 400 parked threads", 0, 400, "-Xmx64m"),

    FIRST_HOT_CALL(
            "first-hot-call",
            "us of a first call of what is hot in the parent, or preloaded",
            0,
            0,
            "-Xmx64m");

    private static final Path HUGE_PAGES = Path.of("/sys/kernel/mm/transparent_hugepage");

    private final String id;
    private final String description;
    private final int heapMib;
    private final int threads;

    @SuppressWarnings("ImmutableEnumChecker") // a list that cannot be changed
    private final List<String> jvmOptions;

    StartCase(String id, String description, int heapMib, int threads, String... jvmOptions) {
        this.id = id;
        this.description = description;
        this.heapMib = heapMib;
        this.threads = threads;
        this.jvmOptions = List.of(jvmOptions);
    }

    /** {@return the case of this name} */
    static StartCase of(String id) {
        return Arrays.stream(values()).filter(c -> c.id.equals(id)).findFirst().orElseThrow();
    }

    /** {@return the name in the results} */
    String id() {
        return id;
    }

    String description() {
        return description;
    }

    /** {@return how much the parent holds on its heap} */
    int heapMib() {
        return heapMib;
    }

    /** {@return how many threads are parked in the parent} */
    int threads() {
        return threads;
    }

    List<String> jvmOptions() {
        return jvmOptions;
    }

    /** {@return whether this system can do it} */
    boolean isPossible() {
        return this != PARENT_1GIB_THP || Files.isDirectory(HUGE_PAGES);
    }
}
