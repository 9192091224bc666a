package io.furcula.examples;

import io.furcula.Process;
import io.furcula.Queue;

/** The example of Python's guidelines that deadlocks there, and its two fixed forms. */
public final class JoinBeforeTake {

    private JoinBeforeTake() {}

    public static void main(String[] args) throws InterruptedException {
        joinFirst();
        takeFirst();
        withoutJoin();
    }

    private static void joinFirst() throws InterruptedException {
        // region join-first
        try (Queue<String> queue = Queue.create();
                Process p = Process.start(q -> q.put("X".repeat(1_000_000)), queue)) {
            p.join(); // deadlocks in Python; here it returns
            String text = queue.take();
            System.out.println("joined, then took " + text.length() + " characters");
        }
        // endregion
    }

    private static void takeFirst() throws InterruptedException {
        // region take-first
        try (Queue<String> queue = Queue.create();
                Process p = Process.start(q -> q.put("X".repeat(1_000_000)), queue)) {
            String text = queue.take();
            p.join();
            System.out.println("took " + text.length() + " characters, then joined");
        }
        // endregion
    }

    @SuppressWarnings("try") // closing the process is all that is done to it
    private static void withoutJoin() throws InterruptedException {
        // region no-join
        try (Queue<String> queue = Queue.create();
                Process p = Process.start(q -> q.put("X".repeat(1_000_000)), queue)) {
            String text = queue.take();
            System.out.println("took " + text.length() + " characters");
        } // what still runs is stopped here
        // endregion
    }
}
