package io.furcula.examples;

import io.furcula.Process;
import io.furcula.Queue;
import io.furcula.shm.Cow;
import io.furcula.shm.CowLongs;

/** Data that every process starts out with, and may change for itself. */
public final class CopyOnWrite {

    private CopyOnWrite() {}

    // region cow
    public static void main(String[] args) throws InterruptedException {
        try (CowLongs table = Cow.of(new long[] {1, 2, 3});
                Queue<Long> answers = Queue.create();
                Process child = Process.start(CopyOnWrite::change, table, answers)) {
            child.requireSuccess();
            System.out.println("the child sees " + answers.take());
            System.out.println("the parent sees " + table.get(0));
        }
    }

    private static void change(CowLongs table, Queue<Long> answers) throws InterruptedException {
        table.set(0, 99); // copies one page, for this process alone
        answers.put(table.get(0));
    }
    // endregion
}
