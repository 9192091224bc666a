package io.furcula.examples;

import io.furcula.Process;
import io.furcula.sync.Barrier;
import io.furcula.sync.Deadlocks;
import io.furcula.sync.Lock;
import java.util.concurrent.TimeUnit;

/** Two children that take two locks, each in its own order. */
public final class LockOrder {

    private LockOrder() {}

    // region deadlock
    public static void main(String[] args) throws InterruptedException {
        Lock accounts = Lock.create();
        Lock ledger = Lock.create();
        Barrier each = Barrier.create(2);
        try (Process teller = Process.builder(LockOrder::takeBoth, accounts, ledger, each)
                        .name("teller")
                        .start();
                Process auditor = Process.builder(LockOrder::takeBoth, ledger, accounts, each)
                        .name("auditor")
                        .start()) {
            Deadlocks found = Deadlocks.find();
            while (found.isEmpty()) { // a wait can be seen once it has lasted for 100 ms
                TimeUnit.MILLISECONDS.sleep(50);
                found = Deadlocks.find();
            }
            System.out.println(found);
        }
    }

    private static void takeBoth(Lock first, Lock second, Barrier each) throws Exception {
        try (Lock.Held one = first.hold()) {
            each.await(); // has one of them
            try (Lock.Held two = second.hold()) {
                System.out.println("has both");
            }
        }
    }
    // endregion
}
