package io.furcula.examples;

import io.furcula.Process;
import io.furcula.Queue;
import io.furcula.sync.Lock;
import io.furcula.sync.OwnerDiedException;
import java.util.concurrent.TimeUnit;

/** A child that is killed while it holds a lock. */
public final class KilledLockHolder {

    private KilledLockHolder() {}

    // region killed
    public static void main(String[] args) throws InterruptedException {
        Lock lock = Lock.create();
        try (Queue<String> started = Queue.create();
                Process child = Process.start(KilledLockHolder::holdForEver, lock, started)) {
            started.take();
            child.kill();
            child.join();
            lock.lock();
            System.out.println("the holder gave it back");
        } catch (OwnerDiedException e) { // told once; the lock is ours
            System.out.println("the holder died: put right what the lock protects");
        }
        lock.unlock();
    }

    private static void holdForEver(Lock lock, Queue<String> started) throws InterruptedException {
        try (Lock.Held held = lock.hold()) {
            started.put("started");
            TimeUnit.DAYS.sleep(1);
        }
    }
    // endregion
}
