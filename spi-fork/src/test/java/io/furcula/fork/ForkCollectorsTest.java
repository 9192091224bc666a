package io.furcula.fork;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.furcula.Context;
import io.furcula.Process;
import io.furcula.StartMethods;
import io.furcula.testkit.Deadline;
import io.furcula.testkit.LeakCheck;
import io.furcula.testkit.TestJvm;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Forks under the options of a JVM: collectors, logs, recordings; or the reason why there are none. */
@ExtendWith({Deadline.class, LeakCheck.class})
class ForkCollectorsTest {

    @TempDir
    private Path folder;

    private static String lines(TestJvm jvm) {
        return String.join("\n", jvm.output());
    }

    /* Refused. */

    /** Says what there is to say about fork. */
    static final class Asker {
        public static void main(String[] arguments) {
            for (StartMethods.Entry entry : StartMethods.all()) {
                if (entry.id().equals("fork")) {
                    System.out.println("available " + entry.availability().available());
                    System.out.println("reason " + entry.availability().reason());
                }
            }
            try {
                Context.of("fork");
            } catch (IllegalArgumentException e) {
                System.out.println("thrown " + e.getMessage().replace("\n", " "));
            }
        }
    }

    private static void assertRefused(String because, String remedy, String... options)
            throws Exception {
        try (TestJvm jvm = TestJvm.start(Asker.class, options)) {
            assertEquals("false", jvm.awaitLine("available "));
            String reason = jvm.awaitLine("reason ");
            assertTrue(reason.toLowerCase(java.util.Locale.ROOT).contains(because), reason);
            assertTrue(reason.contains(remedy), reason);
            String thrown = jvm.awaitLine("thrown ");
            assertTrue(thrown.contains(reason), thrown);
            assertEquals(0, jvm.awaitExit());
        }
    }

    @Test
    void zgcIsRefusedAndOtherCollectorsAreNamed() throws Exception {
        assertRefused("zgc", "-XX:+UseG1GC", "-XX:+UseZGC");
    }

    /** Of such a JVM's children, each would make the same keys. */
    @Test
    void secureRandomThatAChildWouldRepeatIsRefused() throws Exception {
        assertRefused(
                "drbg",
                "-Djava.security.egd=file:/dev/random",
                "-Djava.security.egd=file:/dev/./urandom");
    }

    @Test
    void debuggerIsRefused() throws Exception {
        assertRefused(
                "debugger",
                "",
                "-agentlib:jdwp=transport=dt_socket,server=y,suspend=n,address=127.0.0.1:0");
    }

    /* Collectors. */

    /** Forks children that collect garbage, beside a thread that makes some. */
    static final class Collecting {
        public static void main(String[] arguments) throws Exception {
            System.setProperty("furcula.fork.timeout", "10000");
            Map<Integer, byte[]> live = new HashMap<>();
            for (int i = 0; i < 20_000; i++) {
                live.put(i, new byte[200]);
            }
            Thread busy = new Thread(() -> collect(new HashMap<>(), Integer.MAX_VALUE));
            busy.setDaemon(true);
            busy.start();
            Map<String, Integer> ends = new HashMap<>();
            for (int i = 0; i < 20; i++) {
                int number = i;
                try (Process child = Forks.start(() -> {
                    collect(live, 20_000);
                    System.gc();
                    collect(live, 10_000);
                    System.exit(live.size() == 20_000 ? number : 100);
                })) {
                    Forks.joined(child);
                    ends.merge("" + (child.join().code() - number), 1, Integer::sum);
                }
            }
            System.out.println("ends " + ends);
        }

        private static void collect(Map<Integer, byte[]> live, int count) {
            for (int i = 0; i < count; i++) {
                live.put(i % 20_000, new byte[200 + i % 100]);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-XX:+UseSerialGC",
                "-XX:+UseParallelGC",
                "-XX:+UseG1GC",
                "-XX:+UseShenandoahGC",
                "-XX:+UseShenandoahGC -XX:ShenandoahGCMode=generational"
            })
    void childrenCollectGarbage(String options) throws Exception {
        List<String> arguments = new ArrayList<>(List.of("-Xmx128m", "-Dfurcula.test.limit=10"));
        arguments.addAll(List.of(options.split(" ")));
        try (TestJvm jvm = TestJvm.start(Collecting.class, arguments.toArray(String[]::new))) {
            int code = jvm.awaitExit();
            String output = lines(jvm);
            assumeFalse(
                    code == 1 && output.contains("Error occurred during initialization of VM"),
                    "this JDK does not have " + options);
            assertEquals(0, code, output);
            assertTrue(output.contains("ends {0=20}"), output);
        }
    }

    /* Files that the JVM itself writes. */

    private static void allocateAndLoad() throws Exception {
        byte[][] kept = new byte[1000][];
        for (int i = 0; i < 50_000; i++) {
            kept[i % 1000] = new byte[1000];
        }
        java.lang.reflect.Proxy.newProxyInstance(
                new ClassLoader(ForkCollectorsTest.class.getClassLoader()) {},
                new Class<?>[] {Runnable.class},
                (p, m, a) -> kept);
        Class.forName("java.util.logging.SocketHandler");
    }

    /** Forks while it is recorded. */
    static final class Recorded {
        public static void main(String[] arguments) throws Exception {
            for (int i = 0; i < 5; i++) {
                int number = i;
                allocateAndLoad();
                Forks.run(() -> {
                    allocateAndLoad();
                    System.gc();
                    if (number % 2 == 0) {
                        System.exit(0);
                    }
                });
            }
            System.gc();
            System.out.println("recorded");
        }
    }

    @Test
    void flightRecordingOfTheParentIsWholeAndItsOwn() throws Exception {
        Path recording = folder.resolve("parent.jfr");
        Path repository = Files.createDirectory(folder.resolve("repository"));
        try (TestJvm jvm = TestJvm.start(
                Recorded.class,
                "-XX:StartFlightRecording=filename=" + recording,
                "-XX:FlightRecorderOptions=repository=" + repository)) {
            assertEquals(0, jvm.awaitExit(), () -> lines(jvm));
            assertTrue(lines(jvm).contains("recorded"), () -> lines(jvm));
            int events = 0;
            boolean shutDown = false;
            try (RecordingFile file = new RecordingFile(recording)) {
                while (file.hasMoreEvents()) {
                    RecordedEvent event = file.readEvent();
                    events++;
                    shutDown |= event.getEventType().getName().equals("jdk.Shutdown");
                }
            }
            assertTrue(events > 100 && shutDown, events + " events, shutdown " + shutDown);
            try (Stream<Path> left = Files.walk(repository)) {
                assertEquals(List.of(), left.filter(Files::isRegularFile).toList(), "children's");
            }
        }
    }

    /** Forks a child that collects; itself does not. */
    static final class Logging {
        public static void main(String[] arguments) throws Exception {
            Path log = Path.of(arguments[0]);
            Forks.run(() -> {});
            System.gc();
            int before = Files.readAllLines(log).size();
            Forks.run(() -> {
                for (int i = 0; i < 200; i++) {
                    System.gc();
                }
            });
            int between = Files.readAllLines(log).size();
            System.gc();
            int after = Files.readAllLines(log).size();
            System.out.println("own " + (after > between));
            System.out.println("others " + (between - before));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-Xlog:gc:file=LOG",
                "-Xlog:gc*:LOG",
                "-Xlog:gc:file=\"LOG\"::filecount=0",
                "-Xloggc:LOG"
            })
    void logOfTheParentIsItsOwn(String option) throws Exception {
        Path log = folder.resolve("gc.log");
        try (TestJvm jvm = TestJvm.start(
                Logging.class, option.replace("LOG", "" + log), "-Xmx64m", "" + log)) {
            assertEquals("true", jvm.awaitLine("own "));
            int others = Integer.parseInt(jvm.awaitLine("others "));
            assertTrue(others < 40, () -> others + " lines while the child collected 200 times");
            assertEquals(0, jvm.awaitExit());
        }
    }

    /** Forks children that end in every way, and looks for its counters. */
    static final class Counted {
        public static void main(String[] arguments) throws Exception {
            Path counters = Path.of(
                    System.getProperty("java.io.tmpdir"),
                    "hsperfdata_" + System.getProperty("user.name"),
                    "" + ProcessHandle.current().pid());
            System.out.println("before " + Files.exists(counters));
            Forks.run(() -> {});
            System.out.println("returned " + Files.exists(counters));
            Forks.run(() -> System.exit(0));
            System.out.println("exited " + Files.exists(counters));
            try (Process child = Forks.start(() -> Runtime.getRuntime().halt(0))) {
                child.join();
            }
            System.out.println("halted " + Files.exists(counters));
            try (Process child = Forks.start(java.util.concurrent.locks.LockSupport::park)) {
                child.terminate();
                child.join();
            }
            System.out.println("terminated " + Files.exists(counters));
        }
    }

    @Test
    void performanceCountersOfTheParentSurviveItsChildren() throws Exception {
        try (TestJvm jvm = TestJvm.start(Counted.class, "-XX:+UsePerfData")) {
            for (String when :
                    List.of("before ", "returned ", "exited ", "halted ", "terminated ")) {
                assertEquals("true", jvm.awaitLine(when), when);
            }
            assertEquals(0, jvm.awaitExit());
        }
    }

    /** Forks often in a JVM with other options. */
    static final class Ordinary {
        public static void main(String[] arguments) throws Exception {
            for (int i = 0; i < 3; i++) {
                Forks.run(ForkCollectorsTest::allocateAndLoad);
            }
            System.out.println("works");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-Xint",
                "-XX:+UseTransparentHugePages",
                "-XX:-UseCompressedOops",
                "-Xshare:off",
                "-Xcheck:jni"
            })
    void otherOptionsAreFine(String option) throws Exception {
        try (TestJvm jvm = TestJvm.start(Ordinary.class, option)) {
            assertEquals(0, jvm.awaitExit(), () -> lines(jvm));
            String output = lines(jvm);
            assertTrue(output.contains("works"), output);
            assertFalse(output.contains("FATAL"), output);
        }
    }
}
