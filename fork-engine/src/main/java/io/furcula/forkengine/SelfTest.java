package io.furcula.forkengine;

import io.furcula.ForkUnsafeException;
import io.furcula.StartFailedException;
import org.jspecify.annotations.Nullable;

/**
 * A first, empty copy: it collects garbage, starts a thread, and ends. Where a copy does not work, it is
 * this one that shows it, and no child of the application's.
 */
final class SelfTest {

    private static final int LIMIT_MS = 10_000;
    private static final int GOOD_END = 42;
    private static final int CODE_SHIFT = 8;
    private static final int SIGKILL = 9;

    private SelfTest() {}

    /** {@return what went wrong, as the end of a sentence, or null} */
    static @Nullable String run() {
        Forked copy;
        try {
            copy = ForkEngine.copyForTest(hooks -> live());
        } catch (ForkUnsafeException e) {
            return null; // says nothing about the next attempt
        } catch (StartFailedException e) {
            return "could not be made: " + e.getMessage();
        }
        try {
            if (Fd.poll(copy.pidfd(), LIMIT_MS) == 1) {
                int status = Fd.waitFor(copy.pidfd(), true);
                return status == GOOD_END << CODE_SHIFT
                        ? null
                        : "ended with status " + (status >> CODE_SHIFT) + " and signal "
                                + (status & 255) + " instead of working";
            }
            Fd.kill(copy.pidfd(), SIGKILL);
            Fd.waitFor(copy.pidfd(), true);
            return "hung, and was killed after " + LIMIT_MS + " ms";
        } finally {
            Fd.close(copy.pidfd());
        }
    }

    private static int live() {
        System.gc();
        Thread thread = new Thread(() -> {}, "furcula self-test");
        thread.start();
        try {
            thread.join();
        } catch (InterruptedException e) {
            return 1;
        }
        return GOOD_END;
    }
}
