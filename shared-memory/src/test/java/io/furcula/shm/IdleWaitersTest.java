package io.furcula.shm;

import static org.assertj.core.api.Assertions.assertThat;

import io.furcula.AuthKey;
import io.furcula.Client;
import io.furcula.Connection;
import io.furcula.Listener;
import io.furcula.Pipe;
import io.furcula.Queue;
import io.furcula.Waitable;
import io.furcula.Waiter;
import io.furcula.sync.Barrier;
import io.furcula.sync.BoundedSemaphore;
import io.furcula.sync.Condition;
import io.furcula.sync.CountDownLatch;
import io.furcula.sync.Event;
import io.furcula.sync.Lock;
import io.furcula.sync.ReadWriteLock;
import io.furcula.sync.Semaphore;
import io.furcula.testkit.Deadline;
import io.furcula.testkit.LeakCheck;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Whoever waits sleeps: in a second of it, less than 2 % of a processor, our own threads included. */
@ExtendWith({Deadline.class, LeakCheck.class})
@SuppressWarnings("LockNotBeforeTry") // they are held so that others wait
class IdleWaitersTest {

    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
    private static final Duration MEASURED = Duration.ofSeconds(1);
    private static final int SECONDS_TO_SETTLE = 10;
    private static final long MOST_NANOS = MEASURED.toNanos() * 2 / 100;
    private static final Duration LIMIT = Duration.ofSeconds(20);

    /** Made before a test looks what it leaves behind: their memory stays. */
    private static final List<Event> THOUSAND =
            Stream.generate(Event::create).limit(1000).toList();

    @FunctionalInterface
    private interface Blocking {
        void run() throws Exception;
    }

    private final Map<String, Thread> waiting = new LinkedHashMap<>();

    private void waits(String name, Blocking blocking) {
        Thread thread = new Thread(
                () -> {
                    try {
                        blocking.run();
                        throw new AssertionError(name + " did not wait");
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt(); // the test is over
                    } catch (Exception e) {
                        throw new AssertionError(name, e);
                    }
                },
                name);
        thread.setDaemon(true);
        waiting.put(name, thread);
        thread.start();
    }

    /** In nanoseconds, of those that wait and of our own threads. */
    private Map<String, Long> times() {
        Map<String, Long> times = new HashMap<>();
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            if (waiting.containsValue(thread) || thread.getName().startsWith("furcula ")) {
                times.put(thread.getName(), THREADS.getThreadCpuTime(thread.getId()));
            }
        }
        return times;
    }

    /** What has just begun is interpreted, and then compiled, which takes its time on a busy machine. */
    private void assertIdle() throws InterruptedException {
        Event never = Event.create();
        List<String> busy = List.of("not measured");
        for (int second = 0; second < SECONDS_TO_SETTLE && !busy.isEmpty(); second++) {
            Map<String, Long> before = times();
            assertThat(never.await(MEASURED)).isFalse();
            busy = busy(before, times());
        }
        assertThat(busy).as("of a second").isEmpty();
        for (Thread thread : waiting.values()) {
            thread.interrupt();
            thread.join(LIMIT.toMillis());
            assertThat(thread.isAlive()).as(thread.getName()).isFalse();
        }
        waiting.clear(); // an ended thread may keep what it waited for
    }

    private List<String> busy(Map<String, Long> before, Map<String, Long> after) {
        assertThat(after.keySet()).containsAll(waiting.keySet());
        List<String> busy = new ArrayList<>();
        after.forEach((name, nanos) -> {
            long used = nanos - before.getOrDefault(name, 0L);
            if (used > MOST_NANOS) {
                busy.add(name + ": " + TimeUnit.NANOSECONDS.toMicros(used) + " µs");
            }
        });
        return busy;
    }

    @Test
    void eachPrimitive() throws Exception {
        Lock lock = Lock.create();
        lock.lockInterruptibly();
        Condition condition = Lock.create().newCondition();
        ReadWriteLock written = ReadWriteLock.create();
        written.writeLock().lockInterruptibly();
        Semaphore semaphore = Semaphore.create(0);
        BoundedSemaphore bounded = BoundedSemaphore.create(1);
        bounded.acquire();
        Event event = Event.create();
        CountDownLatch latch = CountDownLatch.create(1);
        Barrier barrier = Barrier.create(2);
        waits("Lock.lock", lock::lockInterruptibly);
        waits("Condition.await", () -> awaitWith(condition));
        waits("ReadWriteLock", written.readLock()::lockInterruptibly);
        waits("Semaphore.acquire", semaphore::acquire);
        waits("BoundedSemaphore.acquire", bounded::acquire);
        waits("Event.await", event::await);
        waits("CountDownLatch.await", latch::await);
        waits("Barrier.await", barrier::await);
        assertIdle();
        lock.unlock();
        written.writeLock().unlock();
        bounded.release();
    }

    private static void awaitWith(Condition condition) throws InterruptedException {
        try (Lock.Held held = condition.lock().hold()) {
            while (true) {
                condition.await();
            }
        }
    }

    @Test
    void queuesAndConnections() throws Exception {
        AuthKey key = AuthKey.random();
        try (Queue<Integer> empty = Queue.create();
                Queue<Integer> full = Queue.create(1);
                Pipe pipe = Pipe.duplex();
                Listener listener = Listener.unix(key)) {
            full.put(1);
            CompletableFuture<Connection> calling =
                    CompletableFuture.supplyAsync(() -> connect(listener, key));
            try (Connection server = listener.accept(LIMIT);
                    Connection client = calling.get(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
                waits("Queue.take", empty::take);
                waits("Queue.put", () -> full.put(2));
                waits("Queue.join", full::join);
                waits("Connection.receive of a pipe", () -> pipe.parent().receive());
                waits("Connection.receive of a socket", server::receive);
                waits("Listener.accept", listener::accept);
                assertIdle();
                assertThat(client.isClosed()).isFalse();
                assertThat(full.poll()).isEqualTo(1); // a queue with messages is not closed at once
            }
        }
    }

    private static Connection connect(Listener listener, AuthKey key) {
        try {
            return Client.connect(listener.address(), key);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void waiters() throws Exception {
        Lock lock = Lock.create();
        lock.lockInterruptibly();
        Semaphore semaphore = Semaphore.create(0);
        Event event = Event.create();
        AuthKey key = AuthKey.random();
        try (Queue<Integer> queue = Queue.create();
                Pipe pipe = Pipe.duplex();
                Listener listener = Listener.unix(key)) {
            CompletableFuture<Connection> calling =
                    CompletableFuture.supplyAsync(() -> connect(listener, key));
            try (Connection server = listener.accept(LIMIT);
                    Connection client = calling.get(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
                Waitable[] words = {queue, pipe.parent(), event, lock, semaphore};
                Waitable[] mixed = {queue, pipe.parent(), event, lock, server, listener};
                List<Waitable> many = new ArrayList<>(THOUSAND);
                many.addAll(List.of(mixed));
                Duration day = Duration.ofDays(1);
                waits("Waiter for words", () -> Waiter.any(day, words));
                waits("Waiter for sockets", () -> Waiter.any(day, server, listener));
                waits("Waiter for words and sockets", () -> Waiter.any(day, mixed));
                waits("Waiter for a thousand", Waiter.of(many)::await);
                CompletableFuture<Event> future = Waiter.onReady(event);
                assertIdle();
                assertThat(future.cancel(false)).isTrue();
                assertThat(client.isClosed()).isFalse();
            }
        }
        lock.unlock();
    }
}
