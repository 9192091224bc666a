package io.furcula.fork;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.furcula.Process;
import io.furcula.Queue;
import io.furcula.testkit.Deadline;
import io.furcula.testkit.LeakCheck;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A child is a process of its own, whatever its parent has asked and compiled before. */
@ExtendWith({Deadline.class, LeakCheck.class})
class ForkedIdentityTest {

    /** {@return what this process takes for its id, asked in every way} */
    private static List<Long> ids() throws IOException {
        var runtime = ManagementFactory.getRuntimeMXBean();
        return List.of(
                ProcessHandle.current().pid(),
                runtime.getPid(),
                Long.valueOf(runtime.getName().split("@", 2)[0]),
                Long.valueOf("" + Path.of("/proc/self").toRealPath().getFileName()));
    }

    private static void assertAll(long expected, List<Long> ids) {
        ids.forEach(id -> assertEquals(expected, id, () -> "of " + ids));
    }

    @Test
    void everyWayToAskForTheProcessIdTellsTheChilds() throws Exception {
        long own = ProcessHandle.current().pid();
        assertAll(own, ids());
        try (Queue<List<Long>> answers = Queue.create();
                Process child = Forks.start(() -> answers.put(ids()))) {
            assertAll(child.pid().orElseThrow(), answers.take());
            Forks.succeeds(child);
        }
        assertAll(own, ids());
    }

    @Test
    void grandchildrenHaveIdsOfTheirOwn() throws Exception {
        try (Queue<List<Long>> answers = Queue.create()) {
            Forks.run(() -> nest(answers, 3));
            List<List<Long>> generations = List.of(answers.take(), answers.take(), answers.take());
            generations.forEach(ids -> assertAll(ids.get(0), ids));
            assertEquals(
                    3, generations.stream().map(ids -> ids.get(0)).distinct().count());
        }
    }

    private static void nest(Queue<List<Long>> answers, int generations) throws Exception {
        answers.put(ids());
        if (generations > 1) {
            Forks.run(() -> nest(answers, generations - 1));
        }
    }

    @Test
    void processHandleIsTheOneThatOthersFind() throws Exception {
        ProcessHandle parent = ProcessHandle.of(ProcessHandle.current().pid()).orElseThrow();
        assertEquals(parent, ProcessHandle.current());
        String answer = Forks.ask(() -> {
            ProcessHandle self = ProcessHandle.current();
            ProcessHandle found = ProcessHandle.of(self.pid()).orElseThrow();
            return found.equals(self) + " " + self.isAlive() + " "
                    + self.parent().equals(java.util.Optional.of(parent)) + " " + parent.isAlive()
                    + " " + self.children().count();
        });
        assertEquals("true true true true 0", answer);
    }

    @Test
    void childrenOfTheParentAreNotTheChilds() throws Exception {
        java.lang.Process parents = new ProcessBuilder("cat").start();
        try {
            String answer = Forks.ask(() -> ProcessHandle.current().children().count() + " "
                    + parents.isAlive() + " " + Process.active().size());
            assertEquals("0 true 0", answer);
            assertTrue(parents.isAlive());
        } finally {
            parents.getOutputStream().close();
            assertEquals(0, parents.waitFor());
        }
    }

    @Test
    void siblingsDiffer() throws Exception {
        assertNotEquals(
                Forks.ask(() -> ProcessHandle.current().pid()),
                Forks.ask(() -> ProcessHandle.current().pid()));
    }
}
