package io.furcula.shm;

import io.furcula.LongArray;
import io.furcula.LongValue;
import io.furcula.Named;
import io.furcula.Queue;
import io.furcula.sync.BoundedSemaphore;
import io.furcula.sync.CountDownLatch;
import io.furcula.sync.Event;
import io.furcula.sync.Lock;
import io.furcula.sync.OwnerDiedException;
import io.furcula.sync.ReadWriteLock;
import io.furcula.sync.Semaphore;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** A process that was started by itself, and uses named objects. Arguments: what it does, and more. */
final class NamedPeerMain {

    private static final Duration LONG = Duration.ofSeconds(20);
    private static final int TIMES = 300;

    private NamedPeerMain() {}

    public static void main(String[] args) throws Exception {
        switch (args[0]) {
            case "everything" -> everything();
            case "hold" -> hold(args[1]);
            case "race" -> race(args[1]);
            case "loop" -> loop(Integer.parseInt(args[1]));
            case "lock" -> lock(args[1]);
            case "look" -> look(args[1]);
            default -> throw new IllegalArgumentException(args[0]);
        }
    }

    /** Two of these meet, and each does its half. */
    private static void everything() throws Exception {
        try (Named app = Named.open("app/everything")) {
            int other = 1 - app.barrier("start", 2).await(LONG);
            int me = 1 - other;
            Lock lock = app.lock("lock");
            Lock reentrant = app.reentrantLock("reentrant");
            ReadWriteLock readWrite = app.readWriteLock("read-write");
            BoundedSemaphore one = app.boundedSemaphore("one", 1);
            LongArray plain = app.longArray("plain", 20_000);
            LongValue atomic = app.longValue("atomic", 0);
            for (int i = 0; i < TIMES; i++) {
                atomic.add(1);
                try (Lock.Held held = lock.hold(LONG)) {
                    addPlainly(plain, 1);
                }
                try (Lock.Held outer = reentrant.hold(LONG);
                        Lock.Held inner = reentrant.hold(LONG)) {
                    addPlainly(plain, 2);
                }
                try (Lock.Held held = readWrite.writeLock().hold(LONG)) {
                    addPlainly(plain, 3);
                }
                check(one.tryAcquire(LONG), "no permit came");
                addPlainly(plain, 19_999);
                one.release();
            }
            Queue<String> toOther = app.queue("to-" + other, 10);
            Queue<String> toMe = app.queue("to-" + me, 10);
            Thread sender = new Thread(() -> send(toOther));
            sender.start();
            for (int i = 0; i < TIMES; i++) {
                check(("message " + i).equals(toMe.poll(LONG)), "a message is wrong or missing");
            }
            sender.join();
            Semaphore semaphore = app.semaphore("semaphore", 0);
            Event event = app.event("event");
            CountDownLatch latch = app.countDownLatch("latch", 2);
            if (me == 0) {
                semaphore.release();
                check(event.await(LONG), "the event was not set");
            } else {
                check(semaphore.tryAcquire(LONG), "nothing was released");
                event.set();
            }
            latch.countDown();
            check(latch.await(LONG), "not both have counted down");
            System.out.println("sums " + atomic + " " + plain.get(1) + " " + plain.get(2) + " "
                    + plain.get(3) + " " + plain.get(19_999));
            app.barrier("end", 2).await(LONG);
        }
    }

    /** Not atomic: that is what the lock is for. */
    private static void addPlainly(LongArray array, int index) {
        array.set(index, array.get(index) + 1);
    }

    private static void send(Queue<String> queue) {
        try {
            for (int i = 0; i < TIMES; i++) {
                check(queue.offer("message " + i, LONG), "no room came");
            }
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static void check(boolean good, String otherwise) {
        if (!good) {
            throw new AssertionError(otherwise);
        }
    }

    /** Adds one, and holds the group until it is killed or told to end. */
    private static void hold(String group) throws Exception {
        Named app = Named.open(group);
        System.out.println("held " + app.longValue("counter", 100).incrementAndGet());
        app.queue("never").take();
    }

    /** Several threads open one group after the other, when others do, and create the same objects. */
    private static void race(String name) throws Exception {
        int threads = 4;
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try (Named race = Named.open("race")) {
            race.barrier("start", 3).await(LONG);
            for (int round = 0; round < 20; round++) {
                String group = "round-" + round;
                List<Callable<Named>> openers = new ArrayList<>();
                for (int i = 0; i < threads; i++) {
                    openers.add(() -> openAndCount(group, name));
                }
                List<Named> opened = new ArrayList<>();
                for (Future<Named> each : pool.invokeAll(openers)) {
                    opened.add(each.get());
                }
                race.barrier("all-have-" + round, 3).await(LONG);
                Named group0 = opened.get(0);
                System.out.println("round " + round + " "
                        + group0.longValue("first", 0)
                        + " " + group0.longValue("opened", 0));
                race.barrier("all-know-" + round, 3).await(LONG);
                opened.forEach(Named::close);
            }
        } finally {
            pool.shutdown();
        }
    }

    private static Named openAndCount(String group, String name) {
        Named app = Named.open(group);
        app.longValue("first", Long.parseLong(name) * 1_000 + 7);
        app.longValue("opened", 0).add(1);
        return app;
    }

    /** Opens and closes a group without end; what its lock guards must be right whoever was killed. */
    private static void loop(int number) throws Exception {
        for (long rounds = 1; ; rounds++) {
            try (Named app = Named.open("app/" + (rounds + number) % 2)) {
                Lock lock = app.lock("lock");
                LongArray twice = app.longArray("twice", 2_000);
                try {
                    check(lock.tryLock(LONG), "the lock was not to be had");
                } catch (OwnerDiedException e) {
                    twice.set(1_999, twice.get(0)); // it may have been killed between the two
                }
                check(twice.get(0) == twice.get(1_999), "what the lock guards is torn");
                twice.set(0, twice.get(0) + 1);
                twice.set(1_999, twice.get(1_999) + 1);
                lock.unlock();
            }
            System.out.println("round " + rounds);
        }
    }

    /** Takes the folder's lock, and does not go on. */
    private static void lock(String file) throws Exception {
        try (FileChannel channel = FileChannel.open(Path.of(file), StandardOpenOption.WRITE);
                FileLock lock = channel.lock()) {
            System.out.println("locked " + lock.isValid());
            Thread.currentThread().join();
        }
    }

    /** Opens a group and says what is in it. */
    private static void look(String group) {
        try (Named app = Named.open(group)) {
            System.out.println("counter " + app.longValue("counter", 0));
        }
    }
}
