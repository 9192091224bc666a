package io.furcula.forkserver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.furcula.Context;
import io.furcula.Process;
import io.furcula.ProcessOptions;
import io.furcula.Queue;
import io.furcula.StartFailedException;
import io.furcula.testkit.Await;
import io.furcula.testkit.Deadline;
import io.furcula.testkit.LeakCheck;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith({Deadline.class, LeakCheck.class})
class PreloadTest {

    private static final int SIGKILL = 9;

    /** What only an initialiser sets. */
    private static String treasure = "none";

    private static boolean loaded;

    /** Says in another class that it was initialised. */
    static final class Loaded {
        static {
            loaded = true;
        }

        private Loaded() {}
    }

    @AfterEach
    void end() throws InterruptedException {
        assertTrue(ForkServer.stop(Duration.ofSeconds(Await.LIMIT_SECONDS)));
        Servers.forgetPreloads();
    }

    private static String inChild() throws InterruptedException {
        try (Queue<String> answers = Queue.create();
                Process child = Context.of("forkserver")
                        .process(q -> q.put(treasure + " " + loaded), answers)
                        .start()) {
            child.requireSuccess();
            return answers.take();
        }
    }

    private static void fill() {
        treasure = "gold";
    }

    @Test
    void childHasWhatWasPreloadedAndAReplacedServerLoadsItAgain() throws Exception {
        PreloadReport report = ForkServer.preload(Preload.builder()
                .classes(Loaded.class)
                .initialiser(PreloadTest::fill)
                .build());
        assertTrue(report.classes() >= 2, report::toString);
        assertEquals(0, report.problems().size(), report::toString);
        assertEquals("gold true", inChild());
        assertEquals("none false", treasure + " " + loaded, "here nothing was loaded");
        Server server = Servers.get(ProcessOptions.INHERITED);
        server.signal(SIGKILL);
        Await.until("the end of the server", () -> !server.isAlive(), () -> "" + server.pid());
        assertEquals("gold true", inChild());
    }

    /** It is loaded in the server; what it does when it is initialised is the child's own. */
    @Test
    void classOfATargetIsInitialisedInTheChild() throws Exception {
        try (Queue<Long> answers = Queue.create();
                Process child = Context.of("forkserver")
                        .process(OfAChild::tell, answers)
                        .start()) {
            child.requireSuccess();
            assertEquals(child.pid().orElseThrow(), answers.take());
        }
    }

    static final class OfAChild {
        private static final long INITIALISED_IN = ProcessHandle.current().pid();

        private OfAChild() {}

        static void tell(Queue<Long> answers) throws InterruptedException {
            answers.put(INITIALISED_IN);
        }
    }

    @Test
    void problemsAreReportedAndTheRestIsLoaded() throws Exception {
        PreloadReport report = ForkServer.preload(Preload.builder()
                .classes("no.such.Type")
                .classes(Loaded.class)
                .initialiser(() -> {
                    throw new IllegalStateException("no gold");
                })
                .onError(Preload.OnError.IGNORE)
                .build());
        assertEquals(2, report.problems().size(), report::toString);
        assertTrue(report.problems().get(0).contains("no.such.Type"), report::toString);
        assertTrue(report.problems().get(1).contains("no gold"), report::toString);
        assertEquals("none true", inChild());
    }

    @Test
    void policyToFailThrowsAndIsForgotten() throws Exception {
        Preload preload = Preload.builder()
                .classes("no.such.Type")
                .onError(Preload.OnError.FAIL)
                .build();
        StartFailedException failed =
                assertThrows(StartFailedException.class, () -> ForkServer.preload(preload));
        assertTrue(failed.getMessage().contains("FUR-115"), failed::getMessage);
        assertTrue(failed.getMessage().contains("no.such.Type"), failed::getMessage);
        assertEquals("none false", inChild());
    }

    @Test
    void threadsThatAnInitialiserStartsAreNamedAndNotInAChild() throws Exception {
        PreloadReport report = ForkServer.preload(
                Preload.builder().initialiser(PreloadTest::dig).build());
        assertEquals("[digger]", report.threads().toString());
        try (Queue<Long> answers = Queue.create();
                Process child = Context.of("forkserver")
                        .process(PreloadTest::countDiggers, answers)
                        .start()) {
            child.requireSuccess();
            assertEquals(0, answers.take());
        }
    }

    private static void dig() {
        CountDownLatch never = new CountDownLatch(1);
        Thread digger = new Thread(
                () -> {
                    try {
                        never.await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                },
                "digger");
        digger.setDaemon(true);
        digger.start();
    }

    private static void countDiggers(Queue<Long> answers) throws Exception {
        try (Stream<Path> threads = Files.list(Path.of("/proc/self/task"))) {
            answers.put(threads.filter(PreloadTest::isDigger).count());
        }
    }

    private static boolean isDigger(Path thread) {
        try {
            return Files.readString(thread.resolve("comm")).strip().equals("digger");
        } catch (IOException e) {
            return false; // it has ended
        }
    }
}
