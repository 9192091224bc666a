package io.furcula.spawn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.furcula.Context;
import io.furcula.LongValue;
import io.furcula.ProcessGroup;
import io.furcula.Value;
import io.furcula.testkit.Await;
import io.furcula.testkit.LeakCheck;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Many children leave nothing behind. A hundred show what each of them would leave; a thousand, by
 * {@code -Dfurcula.test.children=1000}, also what one in some hundreds would, and take some minutes.
 */
@ExtendWith(LeakCheck.class)
class ManyChildrenTest {

    private static final int AT_ONCE = 4;
    private static final int WARM_UP = 20;

    @Test
    @Timeout(600)
    void manyChildrenLeaveNoDescriptorThreadFileOrZombie() throws Exception {
        int children = Integer.getInteger("furcula.test.children", 100);
        Context spawn = Context.of("spawn");
        LongValue counter = Value.ofLong(0);
        start(spawn, counter, WARM_UP);
        long descriptors = descriptors();
        long files = files();
        long threads = threads();
        start(spawn, counter, children);
        assertEquals(WARM_UP + children, counter.get());
        Await.until(
                "as many descriptors, files and threads as before",
                () -> {
                    System.gc();
                    return descriptors() <= descriptors && files() <= files && threads() <= threads;
                },
                () -> "descriptors " + descriptors + " -> " + descriptors() + ", files " + files
                        + " -> " + files() + ", threads " + threads + " -> " + threads());
        assertEquals(0, ProcessHandle.current().children().count());
    }

    private static void start(Context spawn, LongValue counter, int children) throws Exception {
        for (int started = 0; started < children; started += AT_ONCE) {
            try (ProcessGroup group = spawn.startAll(AT_ONCE, i -> counter.add(1))) {
                group.requireSuccess();
            }
        }
    }

    private static long descriptors() {
        return entries(Path.of("/proc/self/fd"), "");
    }

    /** Ours alone: other programs use these folders, too. */
    private static long files() {
        return entries(Path.of(System.getProperty("java.io.tmpdir")), "furcula")
                + entries(Path.of("/dev/shm"), "furcula");
    }

    private static long threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(t ->
                        !t.getName().equals("process reaper")) // the JDK ends them after a minute
                .count();
    }

    private static long entries(Path folder, String prefix) {
        assertTrue(Files.isDirectory(folder), folder::toString);
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.filter(e -> e.getFileName().toString().startsWith(prefix))
                    .count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
