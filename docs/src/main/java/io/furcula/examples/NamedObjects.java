package io.furcula.examples;

import io.furcula.LongArray;
import io.furcula.LongValue;
import io.furcula.Named;
import io.furcula.Queue;
import io.furcula.sync.Lock;

/** A program that counts how often it runs at the same time as others: start it several times. */
public final class NamedObjects {

    private NamedObjects() {}

    // region named
    public static void main(String[] args) throws InterruptedException {
        try (Named app = Named.open("app/visits")) {
            LongValue visits = app.longValue("visits", 0);
            System.out.println("visit " + visits.incrementAndGet());

            Lock lock = app.lock("lock");
            LongArray last = app.longArray("last", 2); // when, and who: both, or neither
            try (Lock.Held held = lock.hold()) {
                last.set(0, System.currentTimeMillis());
                last.set(1, ProcessHandle.current().pid());
            }

            Queue<String> bell = app.queue("bell", 10);
            bell.take(); // until another process rings it
        }
    }
    // endregion
}
