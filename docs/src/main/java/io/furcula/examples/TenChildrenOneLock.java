package io.furcula.examples;

import io.furcula.Process;
import io.furcula.sync.Lock;
import java.util.ArrayList;
import java.util.List;

/** A lock that is passed to ten children. */
public final class TenChildrenOneLock {

    private TenChildrenOneLock() {}

    // region lock
    public static void main(String[] args) throws InterruptedException {
        Lock lock = Lock.create();
        List<Process> children = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            children.add(Process.start(TenChildrenOneLock::greet, lock, i));
        }
        for (Process child : children) {
            child.requireSuccess();
        }
    }

    private static void greet(Lock lock, int number) throws InterruptedException {
        try (Lock.Held held = lock.hold()) {
            System.out.println("hello " + number);
            System.out.println("goodbye " + number);
        }
    }
    // endregion
}
