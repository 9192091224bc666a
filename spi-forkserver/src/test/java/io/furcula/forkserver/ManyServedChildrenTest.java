package io.furcula.forkserver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.furcula.Context;
import io.furcula.Process;
import io.furcula.Queue;
import io.furcula.testkit.Await;
import io.furcula.testkit.Deadline;
import io.furcula.testkit.LeakCheck;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A hundred children alive at once, of one server. */
@ExtendWith({Deadline.class, LeakCheck.class})
class ManyServedChildrenTest {

    private static final int CHILDREN = 100;
    private static final Duration LIMIT = Duration.ofSeconds(Await.LIMIT_SECONDS);

    @Test
    void aHundredChildrenAtOnceEndWithTheirOwnCodes() throws Exception {
        List<Process> children = new ArrayList<>();
        try (Queue<Integer> up = Queue.create();
                Queue<Integer> stop = Queue.create()) {
            for (int i = 0; i < CHILDREN; i++) {
                children.add(Context.of("forkserver")
                        .process(ManyServedChildrenTest::waitAndExit, up, stop, i)
                        .start());
            }
            for (int i = 0; i < CHILDREN; i++) {
                up.take();
            }
            for (Process child : children) {
                assertTrue(child.isAlive(), child::toString);
                long parent = ProcessHandle.of(child.pid().orElseThrow())
                        .flatMap(ProcessHandle::parent)
                        .orElseThrow()
                        .pid();
                assertEquals(
                        ProcessHandle.current().pid(), parent, "of this process, not the server's");
            }
            for (int i = 0; i < CHILDREN; i++) {
                stop.put(i);
            }
            for (int i = 0; i < CHILDREN; i++) {
                Process child = children.get(i);
                assertTrue(child.join(LIMIT), child::toString);
                assertEquals(i, child.exitStatus().orElseThrow().code());
            }
        } finally {
            children.forEach(Process::close);
            assertTrue(ForkServer.stop(LIMIT));
        }
    }

    private static void waitAndExit(Queue<Integer> up, Queue<Integer> stop, int code)
            throws InterruptedException {
        up.put(code);
        stop.take();
        System.exit(code);
    }
}
