package io.furcula.examples;

import io.furcula.Process;
import io.furcula.Queue;

/** What a child sees in a static field that its parent has changed. */
public final class StaticFields {

    private StaticFields() {}

    // region static
    private static String colour = "red";

    public static void main(String[] args) throws InterruptedException {
        colour = "blue";
        try (Queue<String> answers = Queue.create();
                Process child = Process.start(q -> q.put(colour), answers)) {
            child.requireSuccess();
            System.out.println("the child sees " + answers.take());
        }
    }
    // endregion
}
