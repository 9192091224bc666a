package io.furcula.examples;

import io.furcula.LongValue;
import io.furcula.Process;
import io.furcula.Value;

/** A counter that a child increments: the parent reads it without and with a join. */
public final class SharedCounter {

    private SharedCounter() {}

    public static void main(String[] args) throws InterruptedException {
        withoutJoin();
        withJoin();
    }

    // region child
    private static void incrementCounter(LongValue counter) {
        for (int i = 0; i < 10; i++) {
            System.out.println("child process counter: " + counter.get());
            counter.add(1);
        }
    }
    // endregion

    private static void withoutJoin() {
        // region without-join
        LongValue counter = Value.ofLong(0);
        Process.start(SharedCounter::incrementCounter, counter);
        System.out.println("parent process counter, not joined: " + counter); // 0 to 10
        // endregion
    }

    private static void withJoin() throws InterruptedException {
        // region with-join
        LongValue counter = Value.ofLong(0);
        try (Process p = Process.start(SharedCounter::incrementCounter, counter)) {
            p.join(); // waits until the child is done
        }
        System.out.println("parent process counter, joined: " + counter); // 10
        // endregion
    }
}
