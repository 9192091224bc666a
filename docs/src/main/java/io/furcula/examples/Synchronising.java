package io.furcula.examples;

import io.furcula.IntValue;
import io.furcula.Process;
import io.furcula.ProcessGroup;
import io.furcula.Value;
import io.furcula.sync.Barrier;
import io.furcula.sync.BoundedSemaphore;
import io.furcula.sync.Condition;
import io.furcula.sync.Event;
import io.furcula.sync.Lock;
import io.furcula.sync.PartyDiedException;
import io.furcula.sync.ReadWriteLock;
import java.time.Duration;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.TimeUnit;

/** Processes that wait for one another. */
public final class Synchronising {

    private Synchronising() {}

    public static void main(String[] args) throws Exception {
        event();
        semaphore();
        condition();
        barrier();
        death();
        readWrite();
    }

    private static void event() throws InterruptedException {
        // region event
        Event ready = Event.create();
        try (Process child = Process.start(ready::set)) {
            System.out.println("the child is ready: " + ready.await(Duration.ofSeconds(20)));
        }
        // endregion
    }

    // region semaphore
    private static void semaphore() throws InterruptedException {
        BoundedSemaphore licences = BoundedSemaphore.create(2);
        try (ProcessGroup group = Process.startAll(4, i -> useLicence(licences))) {
            group.requireSuccess();
        }
        System.out.println(licences);
    }

    private static void useLicence(BoundedSemaphore licences) throws InterruptedException {
        licences.acquire(); // killed from here on, its permit goes to the next
        TimeUnit.MILLISECONDS.sleep(5);
        licences.release();
    }
    // endregion

    // region condition
    private static void condition() throws InterruptedException {
        IntValue stock = Value.ofInt(0);
        Condition delivered = Lock.create().newCondition();
        try (Process buyer = Process.start(Synchronising::buyThree, stock, delivered)) {
            for (int i = 0; i < 3; i++) {
                try (Lock.Held held = delivered.lock().hold()) {
                    stock.add(1);
                    delivered.signal();
                }
            }
            buyer.requireSuccess();
        }
        System.out.println("left: " + stock);
    }

    private static void buyThree(IntValue stock, Condition delivered) throws InterruptedException {
        try (Lock.Held held = delivered.lock().hold()) {
            while (stock.get() < 3) {
                delivered.await();
            }
            stock.add(-3);
        }
    }
    // endregion

    private static void barrier() throws Exception {
        // region barrier
        Barrier barrier = Barrier.create(3);
        try (ProcessGroup group = Process.startAll(2, i -> barrier.await())) {
            barrier.await();
            group.requireSuccess();
        }
        System.out.println("all three were there");
        // endregion
    }

    private static void death() throws InterruptedException {
        // region death
        Barrier barrier = Barrier.create(2);
        try (Process child = Process.start(b -> b.await(), barrier)) {
            while (barrier.waiting() == 0) {
                TimeUnit.MILLISECONDS.sleep(1);
            }
            child.kill();
            child.join();
            barrier.await();
        } catch (PartyDiedException e) {
            System.out.println("one of us is dead"); // and e.party().pid() is who
        } catch (BrokenBarrierException e) {
            System.out.println("a thread cannot be killed: it was interrupted");
        }
        // endregion
    }

    private static void readWrite() throws InterruptedException {
        // region read-write
        ReadWriteLock lock = ReadWriteLock.create();
        IntValue version = Value.ofInt(1);
        try (Lock.Held reads = lock.readLock().hold();
                Process reader = Process.start(Synchronising::read, lock, version)) {
            reader.requireSuccess(); // both read at once
        }
        // endregion
    }

    private static void read(ReadWriteLock lock, IntValue version) throws InterruptedException {
        try (Lock.Held reads = lock.readLock().hold()) {
            System.out.println("version " + version);
        }
    }
}
