package io.furcula.forkserver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.furcula.Context;
import io.furcula.Process;
import io.furcula.ProcessOptions;
import io.furcula.Queue;
import io.furcula.StartFailedException;
import io.furcula.testkit.Await;
import io.furcula.testkit.Deadline;
import io.furcula.testkit.LeakCheck;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A server that is killed takes no child with it, and is replaced by the next start. */
@ExtendWith({Deadline.class, LeakCheck.class})
class KilledServerTest {

    private static final int SIGINT = 2;
    private static final int SIGKILL = 9;
    private static final int SIGTERM = 15;
    private static final Duration LIMIT = Duration.ofSeconds(Await.LIMIT_SECONDS);

    @BeforeEach
    void available() {
        assertTrue(new ForkServerStartMethod().availability().available());
    }

    private static Server server() {
        return Servers.get(ProcessOptions.INHERITED);
    }

    private static void end(Server server) {
        server.signal(SIGKILL);
        Await.until("the end of the server", () -> !server.isAlive(), () -> "" + server.pid());
    }

    @Test
    void childThatRunsIsNotHurtAndItsExitCodeIsExact() throws Exception {
        try (Queue<Integer> go = Queue.create();
                Process child = Context.of("forkserver")
                        .process(KilledServerTest::exitAsTold, go)
                        .start()) {
            end(server());
            assertTrue(child.isAlive());
            go.put(42);
            assertTrue(child.join(LIMIT));
            assertEquals(42, child.exitStatus().orElseThrow().code());
        }
    }

    private static void exitAsTold(Queue<Integer> go) throws InterruptedException {
        System.exit(go.take());
    }

    @Test
    void terminalsInterruptIsNotForTheServer() throws Exception {
        try (Process first = Context.of("forkserver").process(() -> {}).start()) {
            first.requireSuccess();
        }
        Server server = server();
        server.signal(SIGINT);
        try (Process child = Context.of("forkserver").process(() -> {}).start()) {
            child.requireSuccess();
        }
        assertTrue(server.isAlive());
        end(server);
    }

    @Test
    void serversKilledAtAnyTimeLoseNoChild() throws Exception {
        int rounds = Integer.getInteger("furcula.test.rounds", 25);
        AtomicBoolean ends = new AtomicBoolean();
        AtomicInteger refused = new AtomicInteger();
        List<FutureTask<Integer>> starters = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            FutureTask<Integer> starter = new FutureTask<>(() -> startUntil(ends, refused));
            starters.add(starter);
            new Thread(starter, "starter-" + i).start();
        }
        Random random = new Random(7);
        for (int round = 0; round < rounds; round++) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(random.nextInt(600)));
            server().signal(new int[] {SIGINT, SIGTERM, SIGKILL}[random.nextInt(3)]);
        }
        ends.set(true);
        int started = 0;
        for (FutureTask<Integer> starter : starters) {
            started += starter.get();
        }
        System.out.println(rounds + " signals, " + started + " children, " + refused + " refused");
        assertTrue(started > rounds / 2, started + " children");
        end(server());
    }

    private static int startUntil(AtomicBoolean ends, AtomicInteger refused)
            throws InterruptedException {
        int started = 0;
        for (int i = 0; !ends.get(); i++) {
            int code = i % 50;
            try (Process child = start(code, refused)) {
                assertTrue(child.join(LIMIT), () -> child + " hangs");
                assertEquals(code, child.exitStatus().orElseThrow().code(), child::toString);
                started++;
            }
        }
        return started;
    }

    /** What was refused is tried again, until it is not. */
    private static Process start(int code, AtomicInteger refused) {
        for (int attempt = 0; ; attempt++) {
            try {
                return Context.of("forkserver")
                        .process(KilledServerTest::exit, code)
                        .start();
            } catch (StartFailedException e) {
                refused.incrementAndGet();
                String said = e.getMessage();
                assertTrue(said.contains("FUR-114") || said.contains("FUR-102"), said);
                assertTrue(attempt < 20, said);
            }
        }
    }

    private static void exit(int code) {
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(code));
        System.exit(code);
    }
}
