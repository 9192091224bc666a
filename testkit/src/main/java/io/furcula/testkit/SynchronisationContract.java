package io.furcula.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.furcula.Context;
import io.furcula.IntValue;
import io.furcula.LongValue;
import io.furcula.Named;
import io.furcula.Process;
import io.furcula.ProcessGroup;
import io.furcula.Queue;
import io.furcula.QueueClosedException;
import io.furcula.Value;
import io.furcula.spi.StartMethod;
import io.furcula.sync.Barrier;
import io.furcula.sync.BoundedSemaphore;
import io.furcula.sync.Condition;
import io.furcula.sync.CountDownLatch;
import io.furcula.sync.Event;
import io.furcula.sync.Lock;
import io.furcula.sync.OwnerDiedException;
import io.furcula.sync.PartyDiedException;
import io.furcula.sync.ReadWriteLock;
import io.furcula.sync.Semaphore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * What everything in {@code io.furcula.sync} must do between processes that a start method starts; a second
 * contract for a provider, after {@link StartMethodContract}.
 */
@ExtendWith({Deadline.class, LeakCheck.class})
@SuppressWarnings({"LockNotBeforeTry", "WaitNotInLoop"}) // what one call does is what is tested
public abstract class SynchronisationContract {

    private static final Duration LIMIT = Duration.ofSeconds(Await.LIMIT_SECONDS);
    private static final Duration MOMENT = Duration.ofMillis(20);

    private Context context;

    /** For subclasses. */
    protected SynchronisationContract() {}

    /** {@return the start method that is tested} */
    protected abstract StartMethod startMethod();

    @BeforeEach
    final void findItAsItsUsersDo() {
        context = Context.of(startMethod().id());
    }

    private void assumeProcesses() {
        assumeTrue(startMethod().startsProcesses(), startMethod().id() + " starts no processes");
    }

    private static void killed(Process child) throws InterruptedException {
        child.kill();
        assertTrue(child.join(LIMIT), () -> child + " does not end");
    }

    private static void succeeds(Process child) throws InterruptedException {
        assertTrue(child.join(LIMIT), () -> child + " does not end");
        child.requireSuccess();
    }

    private static void sleepForEver() throws InterruptedException {
        TimeUnit.DAYS.sleep(1);
    }

    @Test
    void eventsWakeOtherProcesses() throws Exception {
        Event ping = Event.create();
        Event pong = Event.create();
        try (Process child =
                context.process(SynchronisationContract::answer, ping, pong).start()) {
            for (int i = 0; i < 50; i++) {
                ping.set();
                assertTrue(pong.await(LIMIT));
                pong.clear();
            }
            succeeds(child);
        }
    }

    private static void answer(Event ping, Event pong) throws InterruptedException {
        for (int i = 0; i < 50; i++) {
            ping.await();
            ping.clear();
            pong.set();
        }
    }

    @Test
    void childUsesWhatHasANameAndOpensItItself() throws Exception {
        String name = "furcula-test/" + ProcessHandle.current().pid();
        try (Named group = Named.open(name)) {
            LongValue sum = group.longValue("sum", 1);
            Queue<String> queue = group.queue("queue", 10);
            for (int i = 1; i <= 2; i++) {
                try (Process child = context.process(
                                SynchronisationContract::addByName, name, sum, queue)
                        .start()) {
                    assertEquals("added", queue.poll(LIMIT));
                    succeeds(child);
                }
                assertEquals(1 + i * 110, sum.get());
            }
            queue.put("open still");
            try (Named again = Named.open(name)) {
                assertEquals(221, again.longValue("sum", 0).get());
                assertEquals("open still", again.queue("queue", 10).take());
            }
        }
    }

    private static void addByName(String name, LongValue sum, Queue<String> queue)
            throws InterruptedException {
        sum.add(10);
        try (Named own = Named.open(name)) {
            own.longValue("sum", 0).add(100);
            own.<String>queue("queue", 10).put("added");
        }
        queue.close(); // gives up this child's use of it alone
    }

    @Test
    void latchOpensWhenAllHaveCountedDown() throws Exception {
        CountDownLatch latch = CountDownLatch.create(3);
        try (ProcessGroup group = context.startAll(3, i -> latch.countDown())) {
            assertTrue(latch.await(LIMIT));
            assertTrue(group.join(LIMIT));
            group.requireSuccess();
        }
    }

    @Test
    void semaphoreLetsNoMoreProcessesInThanItHasPermits() throws Exception {
        Semaphore semaphore = Semaphore.create(2);
        IntValue inside = Value.ofInt(0);
        IntValue most = Value.ofInt(0);
        try (ProcessGroup group =
                context.startAll(3, i -> enterAndLeave(semaphore, inside, most))) {
            assertTrue(group.join(LIMIT));
            group.requireSuccess();
            assertTrue(most.get() <= 2, () -> most + " at once");
            assertEquals(2, semaphore.availablePermits());
        }
    }

    private static void enterAndLeave(Semaphore semaphore, IntValue inside, IntValue most)
            throws InterruptedException {
        for (int i = 0; i < 500; i++) {
            semaphore.acquire();
            int now = inside.addAndGet(1);
            if (now > most.get()) {
                most.set(now);
            }
            inside.add(-1);
            semaphore.release();
        }
    }

    @Test
    void permitsOfAKilledProcessComeBack() throws Exception {
        assumeProcesses();
        BoundedSemaphore semaphore = BoundedSemaphore.create(3);
        Event holds = Event.create();
        try (Process child = context.process(SynchronisationContract::holdTwo, semaphore, holds)
                .start()) {
            assertTrue(holds.await(LIMIT));
            semaphore.acquire();
            assertFalse(semaphore.tryAcquire(MOMENT));
            killed(child);
            assertTrue(semaphore.tryAcquire(2, LIMIT));
            semaphore.release(3);
        }
    }

    private static void holdTwo(BoundedSemaphore semaphore, Event holds)
            throws InterruptedException {
        semaphore.acquire(2);
        holds.set();
        sleepForEver();
    }

    @Test
    void conditionPassesMessagesBetweenProcesses() throws Exception {
        Condition changed = Lock.reentrant().newCondition();
        IntValue slot = Value.ofInt(0);
        IntValue sum = Value.ofInt(0);
        try (Process child = context.process(SynchronisationContract::receive, changed, slot, sum)
                .start()) {
            for (int i = 1; i <= 200; i++) {
                try (Lock.Held held = changed.lock().hold(LIMIT)) {
                    assertTrue(changed.await(() -> slot.get() == 0, LIMIT));
                    slot.set(i);
                    changed.signal();
                }
            }
            succeeds(child);
            assertEquals(200 * 201 / 2, sum.get());
        }
    }

    private static void receive(Condition changed, IntValue slot, IntValue sum)
            throws InterruptedException {
        for (int i = 1; i <= 200; i++) {
            changed.lock().lock();
            while (slot.get() == 0) {
                changed.await();
            }
            sum.add(slot.get());
            slot.set(0);
            changed.signal();
            changed.lock().unlock();
        }
    }

    /** Nor is a signal lost that would have been its own. */
    @Test
    void waiterOfAConditionThatIsKilledIsNotWaitedFor() throws Exception {
        assumeProcesses();
        Condition changed = Lock.create().newCondition();
        Semaphore waiting = Semaphore.create(0);
        Event woken = Event.create();
        try (Process first = context.process(
                                SynchronisationContract::awaitSignal, changed, waiting, woken)
                        .start();
                Process second = context.process(
                                SynchronisationContract::awaitSignal, changed, waiting, woken)
                        .start()) {
            assertTrue(waiting.tryAcquire(2, LIMIT));
            try (Lock.Held held = changed.lock().hold(LIMIT)) {
                killed(first); // both wait: they had the lock when they said so
                changed.signal();
            }
            assertTrue(woken.await(LIMIT));
            succeeds(second);
        }
    }

    private static void awaitSignal(Condition changed, Semaphore waiting, Event woken)
            throws InterruptedException {
        changed.lock().lock();
        waiting.release();
        if (changed.await(LIMIT)) {
            woken.set();
        }
        changed.lock().unlock();
    }

    @Test
    void barrierIsPassedByAllOrByNone() throws Exception {
        Barrier barrier = Barrier.create(3);
        IntValue arrived = Value.ofInt(0);
        try (ProcessGroup group = context.startAll(2, i -> pass(barrier, arrived))) {
            pass(barrier, arrived);
            assertTrue(group.join(LIMIT));
            group.requireSuccess();
        }
    }

    private static void pass(Barrier barrier, IntValue arrived) throws Exception {
        for (int round = 1; round <= 100; round++) {
            arrived.add(1);
            barrier.await(LIMIT);
            int seen = arrived.get();
            if (seen < 3 * round) {
                throw new AssertionError(seen + " arrivals in round " + round);
            }
        }
    }

    @Test
    void barrierNamesThePartyThatWasKilled() throws Exception {
        assumeProcesses();
        Barrier barrier = Barrier.create(3);
        Event told = Event.create();
        try (Process victim = context.process(SynchronisationContract::waitAt, barrier)
                        .start();
                Process other = context.process(SynchronisationContract::expectDeath, barrier, told)
                        .start()) {
            Await.until("two who wait", () -> barrier.waiting() == 2, barrier::toString);
            long pid = victim.pid().orElseThrow();
            killed(victim);
            assertTrue(told.await(LIMIT));
            PartyDiedException death =
                    assertThrows(PartyDiedException.class, () -> barrier.await(LIMIT));
            assertEquals(pid, death.party().pid());
            succeeds(other);
        }
    }

    private static void waitAt(Barrier barrier)
            throws BrokenBarrierException, InterruptedException {
        barrier.await();
    }

    private static void expectDeath(Barrier barrier, Event told) throws Exception {
        try {
            barrier.await();
        } catch (PartyDiedException e) {
            told.set();
        }
    }

    /** Whether the holder lives is asked by a thread that is interrupted, too. */
    @Test
    void waiterThatIsInterruptedDoesNotTakeALockFromItsHolder() throws Exception {
        assumeProcesses();
        Lock lock = Lock.create();
        Event holds = Event.create();
        try (Process child =
                context.process(SynchronisationContract::hold, lock, holds).start()) {
            assertTrue(holds.await(LIMIT));
            for (int i = 0; i < 3; i++) {
                FutureTask<Boolean> waiter = new FutureTask<>(() -> lock.tryLock(LIMIT));
                Thread thread = new Thread(waiter);
                thread.start();
                assertThrows(TimeoutException.class, () -> waiter.get(70, TimeUnit.MILLISECONDS));
                thread.interrupt();
                ExecutionException answer = assertThrows(
                        ExecutionException.class,
                        () -> waiter.get(LIMIT.toSeconds(), TimeUnit.SECONDS));
                assertInstanceOf(InterruptedException.class, answer.getCause());
            }
            assertEquals(child.pid().orElseThrow(), lock.owner().orElseThrow().pid());
            killed(child);
        }
    }

    private static void hold(Lock lock, Event holds) throws InterruptedException {
        lock.lock();
        holds.set();
        sleepForEver();
    }

    @Test
    void readersAndWritersThatAreKilledAreInNobodysWay() throws Exception {
        assumeProcesses();
        ReadWriteLock lock = ReadWriteLock.create();
        for (boolean writes : new boolean[] {false, true}) {
            Event holds = Event.create();
            try (Process child = context.process(
                            SynchronisationContract::holdOne, lock, writes, holds)
                    .start()) {
                assertTrue(holds.await(LIMIT));
                assertFalse(lock.writeLock().tryLock(MOMENT));
                killed(child);
                if (writes) {
                    assertThrows(OwnerDiedException.class, () -> lock.readLock().tryLock(LIMIT));
                    lock.readLock().unlock();
                } else {
                    assertTrue(lock.writeLock().tryLock(LIMIT));
                    lock.writeLock().unlock();
                }
            }
        }
    }

    private static void holdOne(ReadWriteLock lock, boolean writes, Event holds)
            throws InterruptedException {
        (writes ? lock.writeLock() : lock.readLock()).lock();
        holds.set();
        sleepForEver();
    }

    @Test
    void queueIsJoinedOnceItsWorkersHaveDoneAll() throws Exception {
        IntValue sum = Value.ofInt(0);
        try (Queue<Integer> queue = Queue.create(5);
                ProcessGroup group = context.startAll(2, i -> work(queue, sum))) {
            for (int i = 1; i <= 100; i++) {
                assertTrue(queue.offer(i, LIMIT));
            }
            assertTrue(queue.join(LIMIT));
            assertEquals(5050, sum.get());
            queue.shutdown();
            assertTrue(group.join(LIMIT));
            group.requireSuccess();
        }
    }

    private static void work(Queue<Integer> queue, IntValue sum) throws InterruptedException {
        try {
            while (true) {
                sum.add(queue.take());
                queue.taskDone();
            }
        } catch (QueueClosedException e) {
            return; // shut down: there is no more work
        }
    }

    @Test
    void shutdownByOneProcessWakesAllThatPutAndTake() throws Exception {
        Semaphore waiting = Semaphore.create(0);
        Semaphore woken = Semaphore.create(0);
        try (Queue<Integer> empty = Queue.create();
                Queue<Integer> full = Queue.create(1)) {
            full.put(0);
            try (ProcessGroup group = context.startAll(
                    4, i -> putOrTake(i % 2 == 0 ? empty : full, i % 2 == 1, waiting, woken))) {
                assertTrue(waiting.tryAcquire(4, LIMIT));
                empty.shutdownNow();
                full.shutdownNow();
                assertTrue(woken.tryAcquire(4, LIMIT));
                assertTrue(group.join(LIMIT));
                group.requireSuccess();
            }
        }
    }

    private static void putOrTake(
            Queue<Integer> queue, boolean puts, Semaphore waiting, Semaphore woken)
            throws InterruptedException {
        waiting.release();
        try {
            if (puts) {
                queue.put(1);
            } else {
                queue.take();
            }
        } catch (QueueClosedException e) {
            woken.release();
        }
    }

    @Test
    void everythingCanBeSentThroughAQueue() throws Exception {
        Lock reentrant = Lock.reentrant();
        List<Object> all = new ArrayList<>(List.of(
                Semaphore.create(0),
                BoundedSemaphore.create(2),
                Event.create(),
                CountDownLatch.create(1),
                Barrier.create(2),
                ReadWriteLock.create(),
                reentrant,
                reentrant.newCondition()));
        try (Queue<Object> queue = Queue.create();
                Process child =
                        context.process(SynchronisationContract::useAll, queue).start()) {
            for (Object one : all) {
                queue.put(one);
            }
            assertTrue(((Semaphore) all.get(0)).tryAcquire(LIMIT));
            assertTrue(((Event) all.get(2)).await(LIMIT));
            assertTrue(((CountDownLatch) all.get(3)).await(LIMIT));
            ((Barrier) all.get(4)).await(LIMIT);
            succeeds(child);
            assertFalse(reentrant.isLocked());
        }
    }

    private static void useAll(Queue<Object> queue) throws Exception {
        ((Semaphore) queue.take()).release();
        BoundedSemaphore bounded = (BoundedSemaphore) queue.take();
        bounded.acquire(2);
        bounded.release(2);
        ((Event) queue.take()).set();
        ((CountDownLatch) queue.take()).countDown();
        ((Barrier) queue.take()).await(LIMIT);
        ReadWriteLock lock = (ReadWriteLock) queue.take();
        try (Lock.Held held = lock.writeLock().hold(LIMIT)) {
            Lock reentrant = (Lock) queue.take();
            reentrant.lock();
            reentrant.lock();
            Condition condition = (Condition) queue.take();
            condition.await(MOMENT); // gives up both, and has both again
            reentrant.unlock();
            condition.signalAll();
            reentrant.unlock();
        }
    }
}
