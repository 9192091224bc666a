package io.furcula.examples;

import io.furcula.Context;
import io.furcula.ForkUnsafeException;
import io.furcula.Process;
import io.furcula.Target;
import java.util.concurrent.CountDownLatch;

/** A fork that is refused because a thread holds a monitor, and is tried again. */
public final class ForkUnsafe {

    private ForkUnsafe() {}

    // region unsafe
    /** Starts a child. A refusal says what is in the way; what to do then is the program's to say. */
    static Process fork(Target target, Runnable whenRefused) {
        for (int attempt = 1; ; attempt++) {
            try {
                return Context.of("fork").process(target).start();
            } catch (ForkUnsafeException e) { // nothing was forked, and all threads run on
                System.out.println(e.getMessage());
                if (attempt == 3) {
                    throw e;
                }
                whenRefused.run();
            }
        }
    }
    // endregion

    public static void main(String[] args) throws InterruptedException {
        Object archive = new Object();
        CountDownLatch writing = new CountDownLatch(1);
        CountDownLatch mayEnd = new CountDownLatch(1);
        Thread writer = new Thread(() -> write(archive, writing, mayEnd), "archive writer");
        writer.start();
        writing.await();
        try (Process child = fork(() -> System.out.println("forked"), mayEnd::countDown)) {
            child.requireSuccess();
        }
        writer.join();
    }

    // region writer
    private static void write(Object archive, CountDownLatch writing, CountDownLatch mayEnd) {
        synchronized (archive) { // who forks now leaves this thread behind, and the archive locked
            writing.countDown();
            try {
                mayEnd.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
    // endregion
}
