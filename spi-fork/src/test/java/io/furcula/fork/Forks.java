package io.furcula.fork;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.furcula.Context;
import io.furcula.Process;
import io.furcula.Queue;
import io.furcula.Target;
import io.furcula.testkit.Await;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Callable;

/** Children of the tests, none of which is waited for without an end. */
final class Forks {

    static final Duration LIMIT =
            Duration.ofSeconds(Integer.getInteger("furcula.test.limit", Await.LIMIT_SECONDS));

    private Forks() {}

    static Process start(Target target) {
        return Context.of("fork").process(target).start();
    }

    /** Waits for a child's end; one that hangs shows its stacks and is killed. */
    static void joined(Process child) throws InterruptedException, IOException {
        if (!child.join(LIMIT)) {
            new ProcessBuilder("kill", "-QUIT", "" + child.pid().orElseThrow())
                    .start()
                    .waitFor();
            boolean ended = child.join(Duration.ofSeconds(1)); // the time to print them
            child.kill();
            assertTrue(ended, () -> child + " hangs; its stacks are in the output");
        }
    }

    static void succeeds(Process child) throws InterruptedException, IOException {
        joined(child);
        child.requireSuccess();
    }

    /** Runs work in a child. */
    static void run(Target target) throws InterruptedException, IOException {
        try (Process child = start(target)) {
            succeeds(child);
        }
    }

    /** {@return what work answers in a child} */
    static <T> T ask(Callable<T> work) throws InterruptedException, IOException {
        try (Queue<T> answers = Queue.create()) {
            run(() -> answers.put(work.call()));
            return answers.take();
        }
    }
}
