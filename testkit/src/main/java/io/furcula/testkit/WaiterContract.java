package io.furcula.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.furcula.AuthKey;
import io.furcula.Client;
import io.furcula.Connection;
import io.furcula.Context;
import io.furcula.IntValue;
import io.furcula.Listener;
import io.furcula.PeerLostException;
import io.furcula.Pipe;
import io.furcula.Process;
import io.furcula.ProcessGroup;
import io.furcula.Queue;
import io.furcula.QueueClosedException;
import io.furcula.Value;
import io.furcula.Waitable;
import io.furcula.Waiter;
import io.furcula.spi.StartMethod;
import io.furcula.sync.BoundedSemaphore;
import io.furcula.sync.CountDownLatch;
import io.furcula.sync.Event;
import io.furcula.sync.Lock;
import io.furcula.sync.OwnerDiedException;
import io.furcula.sync.ReadWriteLock;
import io.furcula.sync.Semaphore;
import java.io.Serializable;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * What a {@link Waiter} must do when other processes, which a start method starts, make ready what it waits for,
 * or are killed; a fourth contract for a provider, after {@link DeadlockContract}.
 */
@ExtendWith({Deadline.class, LeakCheck.class})
@SuppressWarnings("LockNotBeforeTry") // who holds a lock, and who dies with it, is what is tested
public abstract class WaiterContract {

    private static final Duration LIMIT = Duration.ofSeconds(Await.LIMIT_SECONDS);
    private static final Duration MOMENT = Duration.ofMillis(30);
    private static final int ROUNDS = 10;

    /** Made before a test looks what it leaves behind: their memory stays. */
    private static final List<Event> THOUSAND =
            Stream.generate(Event::create).limit(1000).toList();

    private Context context;

    /** For subclasses. */
    protected WaiterContract() {}

    /** {@return the start method that is tested} */
    protected abstract StartMethod startMethod();

    @BeforeEach
    final void findItAsItsUsersDo() {
        context = Context.of(startMethod().id());
    }

    private void assumeProcesses() {
        assumeTrue(startMethod().startsProcesses(), startMethod().id() + " starts no processes");
    }

    private static void succeeds(Process child) throws InterruptedException {
        assertTrue(child.join(LIMIT), () -> child + " does not end");
        child.requireSuccess();
    }

    private static void assertReady(Waitable expected, List<Waitable> ready) {
        assertEquals(1, ready.size(), () -> ready + " instead of " + expected);
        assertSame(expected, ready.get(0));
    }

    /* Each kind, made ready by another process. */

    /** What parent and child share. */
    private record Shared(
            Queue<Integer> commands,
            Queue<String> done,
            Queue<String> queue,
            Connection end,
            Event event,
            CountDownLatch latch,
            Semaphore semaphore,
            BoundedSemaphore bounded,
            Lock lock,
            ReadWriteLock readWrite)
            implements Serializable {
        private static final long serialVersionUID = 1;
    }

    private static final int END = -1;

    /** Does what it is told to, a moment later, and takes back what only it can. */
    private static void act(Shared shared) throws Exception {
        shared.bounded.acquire();
        shared.lock.lockInterruptibly();
        shared.readWrite.writeLock().lockInterruptibly();
        shared.done.put("ready");
        Random random = new Random(1);
        for (int command = shared.commands.take();
                command != END;
                command = shared.commands.take()) {
            LockSupport.parkNanos(random.nextInt(3_000_000));
            switch (command) {
                case 0 -> shared.queue.put("message");
                case 1 -> shared.end.send("message");
                case 2 -> shared.event.set();
                case 3 -> shared.semaphore.release();
                case 4 -> shared.bounded.release();
                case 5 -> shared.lock.unlock();
                case 6 -> shared.readWrite.writeLock().unlock();
                default -> shared.latch.countDown();
            }
            shared.commands.take(); // it was seen
            switch (command) {
                case 4 -> shared.bounded.acquire();
                case 5 -> shared.lock.lockInterruptibly();
                case 6 -> shared.readWrite.writeLock().lockInterruptibly();
                default -> {}
            }
            shared.done.put("again");
        }
    }

    @Test
    void eachKindWakesAndTheProcessEndsAtLast() throws Exception {
        try (Pipe pipe = Pipe.duplex();
                Queue<Integer> commands = Queue.create();
                Queue<String> done = Queue.create();
                Queue<String> queue = Queue.create()) {
            Shared shared = new Shared(
                    commands,
                    done,
                    queue,
                    pipe.child(),
                    Event.create(),
                    CountDownLatch.create(1),
                    Semaphore.create(0),
                    BoundedSemaphore.create(1),
                    Lock.create(),
                    ReadWriteLock.create());
            try (Process child = context.process(WaiterContract::act, shared).start()) {
                assertEquals("ready", done.poll(LIMIT));
                List<Waitable> all = List.of(
                        queue,
                        pipe.parent(),
                        shared.event,
                        shared.semaphore,
                        shared.bounded,
                        shared.lock,
                        shared.readWrite.readLock(),
                        shared.latch,
                        child);
                Waiter waiter = Waiter.of(all);
                assertTrue(waiter.await(MOMENT).isEmpty());
                for (int round = 0; round < ROUNDS; round++) {
                    for (int kind = 0; kind < 7; kind++) {
                        commands.put(kind);
                        assertReady(all.get(kind), waiter.await(LIMIT));
                        takeBack(kind, shared, pipe.parent());
                        commands.put(kind);
                        assertEquals("again", done.poll(LIMIT));
                        assertTrue(waiter.await(Duration.ZERO).isEmpty());
                    }
                }
                commands.put(7);
                assertReady(shared.latch, waiter.await(LIMIT));
                commands.putAll(List.of(7, END));
                Waiter others =
                        Waiter.of(List.of(queue, shared.event, child)); // it ends with the locks
                assertReady(child, others.await(LIMIT));
                succeeds(child);
            }
        }
    }

    private static void takeBack(int kind, Shared shared, Connection end) throws Exception {
        switch (kind) {
            case 0 -> assertEquals("message", shared.queue.poll());
            case 1 -> assertEquals("message", end.receive(Duration.ZERO));
            case 2 -> shared.event.clear();
            case 3 -> assertTrue(shared.semaphore.tryAcquire());
            default -> {}
        }
    }

    /* Processes. */

    @Test
    void endOfAProcessWakesOneWhoWaitsForItAlone() throws Exception {
        Event go = Event.create();
        try (Process child = context.process(WaiterContract::waitFor, go).start();
                Process other = context.process(WaiterContract::waitFor, go).start()) {
            assertTrue(Waiter.any(MOMENT, child, other).isEmpty());
            FutureTask<Boolean> both = inBackground(() -> Waiter.all(LIMIT, child, other));
            go.set();
            assertFalse(Waiter.any(LIMIT, child, other).isEmpty());
            assertTrue(both.get(LIMIT.toSeconds(), TimeUnit.SECONDS));
            assertEquals(List.of(child, other), Waiter.any(Duration.ZERO, child, other));
        }
    }

    private static void waitFor(Event event) throws InterruptedException {
        assertTrue(event.await(LIMIT));
    }

    private static <T> FutureTask<T> inBackground(java.util.concurrent.Callable<T> work) {
        FutureTask<T> task = new FutureTask<>(work);
        Thread thread = new Thread(task, "background");
        thread.setDaemon(true);
        thread.start();
        return task;
    }

    @Test
    void childWaitsForItsParent() throws Exception {
        Event never = Event.create();
        try (Queue<String> there = Queue.create();
                Queue<String> back = Queue.create();
                Process child = context.process(WaiterContract::echoUntilClosed, never, there, back)
                        .start()) {
            for (int i = 0; i < ROUNDS; i++) {
                there.put("message " + i);
                assertEquals("message " + i, back.poll(LIMIT));
            }
            there.shutdown();
            succeeds(child);
        }
    }

    private static void echoUntilClosed(Event never, Queue<String> from, Queue<String> to)
            throws InterruptedException {
        try {
            while (true) {
                assertReady(from, Waiter.any(LIMIT, never, from));
                String message = from.poll();
                if (message != null) {
                    to.put(message);
                }
            }
        } catch (QueueClosedException e) {
            return; // the parent has nothing more to say
        }
    }

    /* Sockets. */

    private static void call(SocketAddress address, AuthKey key, Event go) throws Exception {
        waitFor(go);
        go.clear();
        try (Connection connection = Client.connect(address, key)) {
            for (int i = 0; i < 3; i++) {
                connection.send(i);
                assertEquals(i, connection.receive(LIMIT));
            }
        }
    }

    @Test
    void clientsAndTheirMessagesWakeTogetherWithWords() throws Exception {
        AuthKey key = AuthKey.random();
        Event never = Event.create();
        Event go = Event.create();
        try (Listener listener = Listener.unix(key);
                Process child = context.process(WaiterContract::call, listener.address(), key, go)
                        .start()) {
            assertTrue(Waiter.any(MOMENT, never, listener).isEmpty());
            go.set();
            assertReady(listener, Waiter.any(LIMIT, never, listener));
            try (Connection connection = listener.accept(Duration.ZERO)) {
                for (int i = 0; i < 3; i++) {
                    assertReady(connection, Waiter.any(LIMIT, never, connection, listener));
                    assertEquals(i, connection.receive(Duration.ZERO));
                    connection.send(i);
                }
                assertReady(connection, Waiter.any(LIMIT, connection, never));
                assertThrows(PeerLostException.class, connection::receive);
            }
            succeeds(child);
        }
    }

    /* Death. */

    private static void hold(Lock lock, BoundedSemaphore permits, Connection end, Event ready)
            throws Exception {
        lock.lockInterruptibly();
        permits.acquire();
        end.send("before");
        ready.set();
        TimeUnit.DAYS.sleep(1);
    }

    @Test
    void whatAKilledProcessHeldIsReady() throws Exception {
        assumeProcesses();
        Lock lock = Lock.create();
        BoundedSemaphore permits = BoundedSemaphore.create(1);
        Event ready = Event.create();
        try (Pipe pipe = Pipe.duplex();
                Queue<String> queue = Queue.create();
                Process child = context.process(
                                WaiterContract::hold, lock, permits, pipe.child(), ready)
                        .start()) {
            assertTrue(ready.await(LIMIT));
            assertReady(pipe.parent(), Waiter.any(LIMIT, queue, pipe.parent()));
            assertEquals("before", pipe.parent().receive());
            Waitable[] held = {lock, permits, pipe.parent()};
            assertTrue(Waiter.any(MOMENT, held).isEmpty());
            FutureTask<List<Waitable>> forLock = inBackground(() -> Waiter.any(LIMIT, lock));
            FutureTask<List<Waitable>> forPermit = inBackground(() -> Waiter.any(LIMIT, permits));
            FutureTask<List<Waitable>> forPipe =
                    inBackground(() -> Waiter.any(LIMIT, pipe.parent()));
            child.kill();
            assertReady(lock, forLock.get(LIMIT.toSeconds(), TimeUnit.SECONDS));
            assertReady(permits, forPermit.get(LIMIT.toSeconds(), TimeUnit.SECONDS));
            assertReady(pipe.parent(), forPipe.get(LIMIT.toSeconds(), TimeUnit.SECONDS));
            assertTrue(child.join(LIMIT));
            assertEquals(3, Waiter.any(Duration.ZERO, held).size(), "as well without waiting");
            assertThrows(OwnerDiedException.class, () -> lock.tryLock(LIMIT));
            assertTrue(permits.tryAcquire(LIMIT));
            assertThrows(PeerLostException.class, () -> pipe.parent().receive());
            permits.release();
            lock.unlock();
        }
    }

    private static void putForEver(Queue<Integer> queue) throws InterruptedException {
        for (int i = 0; ; i++) {
            queue.put(i);
        }
    }

    @Test
    void queueWhoseOnlyProducerWasKilledKeepsNobodyForLonger() throws Exception {
        assumeProcesses();
        Event never = Event.create();
        try (Queue<Integer> queue = Queue.create(10);
                Process child =
                        context.process(WaiterContract::putForEver, queue).start()) {
            assertReady(queue, Waiter.any(LIMIT, never, queue));
            child.kill();
            assertTrue(child.join(LIMIT));
            while (queue.poll() != null) {
                assertFalse(queue.isClosed());
            }
            assertTrue(Waiter.any(MOMENT, never, queue).isEmpty());
            assertReady(child, Waiter.any(LIMIT, never, queue, child));
        }
    }

    private static void waitForEver(Queue<Integer> queue, Semaphore permits, Lock lock, Event ready)
            throws Exception {
        ready.set();
        Waiter.any(Duration.ofDays(1), queue, permits, lock);
    }

    /** It was asleep, and said so; those who use these things afterwards are not held up. */
    @Test
    void killedWaiterLeavesAllUsable() throws Exception {
        assumeProcesses();
        Semaphore permits = Semaphore.create(0);
        Lock lock = Lock.create();
        Event ready = Event.create();
        lock.lockInterruptibly();
        try (Queue<Integer> queue = Queue.create();
                Process child = context.process(
                                WaiterContract::waitForEver, queue, permits, lock, ready)
                        .start()) {
            assertTrue(ready.await(LIMIT));
            assertFalse(child.join(MOMENT));
            child.kill();
            assertTrue(child.join(LIMIT));
            lock.unlock();
            for (int i = 0; i < ROUNDS; i++) {
                assertTrue(lock.tryLock(LIMIT));
                lock.unlock();
                permits.release();
                assertTrue(permits.tryAcquire(LIMIT));
                queue.put(i);
                assertEquals(i, queue.poll(LIMIT));
            }
        }
    }

    /* Several. */

    private static void takeByWaiter(
            Queue<Integer> queue, Semaphore permits, Event end, IntValue taken) throws Exception {
        Waiter waiter = Waiter.of(List.of(queue, permits, end));
        while (true) {
            List<Waitable> ready = waiter.await(LIMIT);
            assertFalse(ready.isEmpty());
            int got = ready.contains(queue) && queue.poll() != null ? 1 : 0;
            got += ready.contains(permits) && permits.tryAcquire() ? 1 : 0;
            taken.add(got);
            if (got == 0 && ready.contains(end)) {
                return;
            }
        }
    }

    private static void takeByTaking(Queue<Integer> queue, Event end, IntValue taken)
            throws Exception {
        while (!end.isSet()) {
            if (queue.poll(Duration.ofMillis(100)) != null) {
                taken.add(1);
            }
        }
    }

    @Test
    void nothingIsLostBetweenThoseWhoWaitAndThoseWhoTake() throws Exception {
        int messages = 2000;
        Semaphore permits = Semaphore.create(0);
        Event end = Event.create();
        IntValue taken = Value.ofInt(0);
        try (Queue<Integer> queue = Queue.create(5);
                ProcessGroup waiters =
                        context.startAll(2, i -> takeByWaiter(queue, permits, end, taken));
                ProcessGroup takers = context.startAll(1, i -> takeByTaking(queue, end, taken))) {
            for (int i = 0; i < messages; i++) {
                assertTrue(queue.offer(i, LIMIT));
                permits.release();
            }
            Await.until("all to be taken", () -> taken.get() == 2 * messages, taken::toString);
            end.set();
            waiters.requireSuccess(LIMIT);
            takers.requireSuccess(LIMIT);
            assertEquals(2 * messages, taken.get());
        }
        taken.close();
    }

    private static void setAll(List<Event> events, Event next) throws InterruptedException {
        for (int i = 0; i < events.size(); i += 97) {
            waitFor(next);
            next.clear();
            events.get(i).set();
        }
    }

    @Test
    void oneOfAThousand() throws Exception {
        List<Event> events = THOUSAND;
        Event next = Event.create();
        Waiter waiter = Waiter.of(events);
        try (Process child =
                context.process(WaiterContract::setAll, events, next).start()) {
            assertTrue(waiter.await(MOMENT).isEmpty());
            for (int i = 0; i < events.size(); i += 97) {
                next.set();
                assertReady(events.get(i), waiter.await(LIMIT));
                events.get(i).clear();
            }
            succeeds(child);
        }
    }

    @Test
    void futuresOfSeveralKinds() throws Exception {
        Event go = Event.create();
        Event set = Event.create();
        try (Queue<String> queue = Queue.create();
                Process child = context.process(WaiterContract::setAndPut, go, set, queue)
                        .start()) {
            CompletableFuture<Event> event = Waiter.onReady(set);
            CompletableFuture<Queue<String>> message = Waiter.onReady(queue);
            CompletableFuture<Process> ended = Waiter.onReady(child);
            assertFalse(event.isDone() || message.isDone() || ended.isDone());
            go.set();
            assertSame(set, event.get(LIMIT.toSeconds(), TimeUnit.SECONDS));
            assertEquals(
                    "message", message.get(LIMIT.toSeconds(), TimeUnit.SECONDS).poll());
            assertSame(child, ended.get(LIMIT.toSeconds(), TimeUnit.SECONDS));
            succeeds(child);
        }
    }

    private static void setAndPut(Event go, Event set, Queue<String> queue)
            throws InterruptedException {
        waitFor(go);
        set.set();
        queue.put("message");
    }

    @Test
    void waitIsInterrupted() throws Exception {
        Event never = Event.create();
        try (Process child = context.process(WaiterContract::waitFor, never).start()) {
            FutureTask<Boolean> wait = new FutureTask<>(() -> {
                try {
                    Waiter.any(LIMIT, never, child);
                    return false;
                } catch (InterruptedException e) {
                    return true;
                }
            });
            Thread thread = new Thread(wait, "interrupted");
            thread.start();
            assertTrue(Waiter.any(MOMENT, never, child).isEmpty());
            thread.interrupt();
            assertTrue(wait.get(LIMIT.toSeconds(), TimeUnit.SECONDS));
            never.set();
            succeeds(child);
        }
    }
}
