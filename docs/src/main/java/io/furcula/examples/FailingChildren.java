package io.furcula.examples;

import io.furcula.ExitStatus;
import io.furcula.Process;
import io.furcula.ProcessFailedException;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;

/** A child that throws, and one that is killed. */
public final class FailingChildren {

    private FailingChildren() {}

    public static void main(String[] args) throws InterruptedException {
        exception();
        kill();
    }

    private static void exception() throws InterruptedException {
        // region exception
        try (Process child = Process.start(FailingChildren::parse, "forty-two")) {
            try {
                child.requireSuccess();
            } catch (ProcessFailedException e) {
                System.out.println(e.getMessage());
            }
            Throwable thrown = child.failure().orElseThrow(); // with the child's stack trace
            Arrays.stream(thrown.getStackTrace())
                    .filter(frame -> frame.getClassName().endsWith("FailingChildren"))
                    .limit(1) // a forked child's go back to who started it
                    .forEach(frame -> System.out.println("thrown in " + frame.getMethodName()));
        }
        // endregion
    }

    private static void parse(String number) {
        System.out.println(Integer.parseInt(number));
    }

    private static void kill() throws InterruptedException {
        // region kill
        try (Process child = Process.start(() -> TimeUnit.DAYS.sleep(1))) {
            child.kill();
            ExitStatus status = child.join();
            System.out.println(status);
        }
        // endregion
    }
}
