package io.furcula.fork;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.furcula.LongValue;
import io.furcula.Value;
import io.furcula.testkit.Await;
import io.furcula.testkit.Deadline;
import io.furcula.testkit.LeakCheck;
import io.furcula.testkit.TestJvm;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Many children, one after another, leave their parent as it was. Takes some ten seconds. */
@ExtendWith({Deadline.class, LeakCheck.class})
class ForkManyTest {

    private static final int WARM_UP = 50;
    private static final int FEW_MAPPINGS = 12;

    /** A JVM of its own, so that nothing else takes or gives back memory: starts children, and counts. */
    static final class Starter {
        public static void main(String[] arguments) throws Exception {
            int children = Integer.parseInt(arguments[0]);
            LongValue counter = Value.ofLong(0);
            start(counter, WARM_UP);
            System.gc();
            long descriptors = entries("/proc/self/fd");
            long threads = entries("/proc/self/task");
            long mappings = mappings();
            long resident = resident();
            start(counter, children);
            assertEquals(WARM_UP + children, counter.get());
            Await.until(
                    "as many descriptors, threads and mappings as before",
                    () -> {
                        System.gc();
                        return entries("/proc/self/fd") <= descriptors
                                && entries("/proc/self/task") <= threads + 1
                                && mappings() <= mappings + FEW_MAPPINGS;
                    },
                    () -> "descriptors " + descriptors + " -> " + entries("/proc/self/fd")
                            + ", threads " + threads + " -> " + entries("/proc/self/task")
                            + ", mappings " + mappings + " -> " + mappings());
            long after = resident();
            assertTrue(after <= resident * 1.2, () -> "resident " + resident + " -> " + after);
            assertEquals(0, ProcessHandle.current().children().count());
            System.out.println("as it was: resident " + resident + " -> " + after + ", mappings "
                    + mappings + " -> " + mappings());
        }

        private static void start(LongValue counter, int children) throws Exception {
            for (int i = 0; i < children; i++) {
                Forks.run(() -> counter.add(1));
            }
        }

        private static long entries(String folder) {
            try (Stream<Path> entries = Files.list(Path.of(folder))) {
                return entries.count();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private static long mappings() {
            try (Stream<String> lines = Files.lines(Path.of("/proc/self/maps"))) {
                return lines.count();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        /** {@return pages} */
        private static long resident() throws IOException {
            return Long.parseLong(Files.readString(Path.of("/proc/self/statm")).split(" ")[1]);
        }
    }

    @Test
    void manyChildrenLeaveTheirParentAsItWas() throws Exception {
        String children = "" + Integer.getInteger("furcula.test.children", 500);
        try (TestJvm jvm = TestJvm.start(
                Starter.class, "-Xmx96m", "-Xms96m", "-XX:+AlwaysPreTouch", children)) {
            Await.within(
                    java.time.Duration.ofSeconds(90),
                    () -> ProcessHandle.of(jvm.pid())
                            .isEmpty()); // its own limit is for short parts
            assertEquals(0, jvm.awaitExit(), () -> String.join("\n", jvm.output()));
            assertTrue(
                    jvm.output().stream().anyMatch(line -> line.startsWith("as it was")),
                    () -> String.join("\n", jvm.output()));
        }
    }
}
