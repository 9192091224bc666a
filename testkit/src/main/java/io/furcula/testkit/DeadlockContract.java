package io.furcula.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.furcula.Context;
import io.furcula.Process;
import io.furcula.ProcessGroup;
import io.furcula.Queue;
import io.furcula.spi.StartMethod;
import io.furcula.sync.Barrier;
import io.furcula.sync.BoundedSemaphore;
import io.furcula.sync.Deadlocks;
import io.furcula.sync.Deadlocks.Waiter;
import io.furcula.sync.Event;
import io.furcula.sync.Lock;
import io.furcula.sync.OwnerDiedException;
import io.furcula.sync.ReadWriteLock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * What {@link Deadlocks} must find between processes that a start method starts, and that it finds nothing else; a
 * third contract for a provider, after {@link SynchronisationContract}.
 */
@ExtendWith({Deadline.class, LeakCheck.class})
@SuppressWarnings("LockNotBeforeTry") // what is never given back is what is tested
public abstract class DeadlockContract {

    /** How long processes work under contention while it is looked for deadlocks that are not there. */
    private static final int STRESS_SECONDS = Integer.getInteger("furcula.test.seconds", 4);

    private static final Duration LIMIT = Duration.ofSeconds(Await.LIMIT_SECONDS);
    private static final int STRESS_PROCESSES = 3;

    private Context context;

    /** For subclasses. */
    protected DeadlockContract() {}

    /** {@return the start method that is tested} */
    protected abstract StartMethod startMethod();

    @BeforeEach
    final void findItAsItsUsersDo() {
        context = Context.of(startMethod().id());
    }

    private void assumeProcesses() {
        assumeTrue(startMethod().startsProcesses(), startMethod().id() + " starts no processes");
    }

    private static Deadlocks await(String what, Predicate<Deadlocks> wanted) {
        Deadlocks[] last = {Deadlocks.find()};
        Await.until(
                what,
                () -> {
                    last[0] = Deadlocks.find();
                    return wanted.test(last[0]);
                },
                () -> last[0].toString());
        return last[0];
    }

    private static List<Waiter> awaitCycle(String... processes) {
        Deadlocks found = await("a deadlock", d -> !d.isEmpty());
        assertEquals(1, found.cycles().size(), found::toString);
        List<Waiter> cycle = found.cycles().get(0);
        assertEquals(
                Set.of(processes),
                cycle.stream().map(Waiter::process).collect(Collectors.toSet()),
                found::toString);
        assertEquals(processes.length, cycle.size(), found::toString);
        return cycle;
    }

    private static Waiter of(String process, List<Waiter> cycle) {
        return cycle.stream()
                .filter(w -> w.process().equals(process))
                .findFirst()
                .orElseThrow();
    }

    private static void assertWaits(Waiter waiter, String what, String method) {
        assertTrue(waiter.what().startsWith(what), waiter::what);
        assertTrue(
                waiter.stack().stream()
                        .anyMatch(f -> f.contains("DeadlockContract." + method + "(")),
                () -> String.join("\n", waiter.stack()));
    }

    /* Locks. */

    private static void takeBoth(Lock mine, Lock other, Barrier all) throws Exception {
        try (Lock.Held held = mine.hold()) {
            all.await(LIMIT);
            other.lockInterruptibly();
            other.unlock();
        }
    }

    private List<Process> startCircle(int count, List<Lock> locks) {
        Barrier all = Barrier.create(count);
        List<Process> processes = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            processes.add(context.builder(
                            DeadlockContract::takeBoth,
                            locks.get(i),
                            locks.get((i + 1) % count),
                            all)
                    .name("p" + i)
                    .start());
        }
        return processes;
    }

    @Test
    void locksInDifferentOrderByTwoProcesses() throws Exception {
        try (Process first =
                startCircle(2, List.of(Lock.create(), Lock.reentrant())).get(0)) {
            List<Process> both = Process.active();
            List<Waiter> cycle = awaitCycle("p0", "p1");
            for (Process process : both) {
                Waiter waiter = of(process.name(), cycle);
                assertEquals(process.pid().orElseThrow(), waiter.pid());
                assertWaits(waiter, "a Lock (", "takeBoth");
                Waiter other = of(process == first ? "p1" : "p0", cycle);
                assertEquals(other.pid(), waiter.holders().get(0).pid());
                assertEquals(other.thread(), waiter.holders().get(0).thread());
            }
            both.forEach(Process::close);
        }
    }

    @Test
    void locksInDifferentOrderByThreeProcesses() throws Exception {
        List<Process> all = startCircle(3, List.of(Lock.create(), Lock.create(), Lock.create()));
        List<Waiter> cycle = awaitCycle("p0", "p1", "p2");
        for (int i = 0; i < 3; i++) {
            Waiter next = cycle.get((i + 1) % 3);
            assertEquals(next.thread(), cycle.get(i).holders().get(0).thread());
            assertEquals(next.pid(), cycle.get(i).holders().get(0).pid());
        }
        all.forEach(Process::close);
    }

    @Test
    void deathOfOneEndsTheDeadlock() throws Exception {
        assumeProcesses();
        List<Process> both = startCircle(2, List.of(Lock.create(), Lock.create()));
        awaitCycle("p0", "p1");
        both.get(0).kill();
        assertTrue(both.get(0).join(LIMIT));
        assertTrue(Deadlocks.find().isEmpty());
        assertTrue(both.get(1).join(LIMIT), "goes on, and is told");
        assertTrue(
                both.get(1).failure().orElseThrow() instanceof OwnerDiedException,
                () -> both.get(1).failure().toString());
        assertTrue(Deadlocks.find().waits().isEmpty(), () -> Deadlocks.find().toString());
        both.forEach(Process::close);
    }

    private static void readThenWrite(ReadWriteLock mine, ReadWriteLock other, Barrier all)
            throws Exception {
        mine.readLock().lockInterruptibly();
        all.await(LIMIT);
        other.writeLock().lockInterruptibly();
    }

    @Test
    void readersThatWantToWriteWhatTheOtherOneReads() throws Exception {
        ReadWriteLock a = ReadWriteLock.create();
        ReadWriteLock b = ReadWriteLock.create();
        Barrier both = Barrier.create(2);
        try (Process one = context.builder(DeadlockContract::readThenWrite, a, b, both)
                        .name("one")
                        .start();
                Process two = context.builder(DeadlockContract::readThenWrite, b, a, both)
                        .name("two")
                        .start()) {
            List<Waiter> cycle = awaitCycle("one", "two");
            assertWaits(of("one", cycle), "the write lock of a ReadWriteLock (", "readThenWrite");
            assertFalse(two.exitStatus().isPresent(), one::toString);
        }
    }

    /* A middle process is what has the queue, and nothing else to do. */

    private static void joinHolding(String method) throws Exception {
        Lock lock = Lock.create();
        lock.lockInterruptibly();
        try (Process child = Context.of(method)
                .builder(DeadlockContract::needLock, lock)
                .name("child")
                .start()) {
            child.join();
        }
    }

    private static void needLock(Lock lock) throws InterruptedException {
        lock.lockInterruptibly();
    }

    @Test
    void joinOfAChildThatNeedsTheJoinersLock() throws Exception {
        try (Process middle = context.builder(
                        DeadlockContract::joinHolding, startMethod().id())
                .name("middle")
                .start()) {
            List<Waiter> cycle = awaitCycle("middle", "child");
            assertWaits(of("middle", cycle), "the end of 'child' (pid ", "joinHolding");
            assertWaits(of("child", cycle), "a Lock (", "needLock");
            assertEquals(
                    of("middle", cycle).thread(),
                    of("child", cycle).holders().get(0).thread());
            middle.kill();
        }
    }

    private static void joinBeforeTake(String method) throws Exception {
        try (Queue<String> queue = Queue.create(1);
                Process child = Context.of(method)
                        .builder(DeadlockContract::putTwo, queue)
                        .name("child")
                        .start()) {
            child.join();
            queue.take();
        }
    }

    private static void putTwo(Queue<String> queue) throws InterruptedException {
        queue.put("fits");
        queue.put("does not fit");
    }

    @Test
    void joinOfAChildThatPutsIntoAFullQueue() throws Exception {
        assumeProcesses();
        try (Process middle = context.builder(
                        DeadlockContract::joinBeforeTake, startMethod().id())
                .name("middle")
                .start()) {
            List<Waiter> cycle = awaitCycle("middle", "child");
            assertWaits(of("middle", cycle), "the end of 'child' (pid ", "joinBeforeTake");
            assertWaits(of("child", cycle), "room in a Queue (", "putTwo");
            assertTrue(Deadlocks.find()
                    .toString()
                    .contains("try:    take from the queue before join()"));
            middle.kill();
        }
    }

    private static void takeHolding(String method) throws Exception {
        Lock lock = Lock.create();
        lock.lockInterruptibly();
        try (Queue<String> queue = Queue.create();
                Process child = Context.of(method)
                        .builder(DeadlockContract::lockThenPut, lock, queue)
                        .name("child")
                        .start()) {
            queue.take();
            assertFalse(child.isAlive());
        }
    }

    private static void lockThenPut(Lock lock, Queue<String> queue) throws InterruptedException {
        lock.lockInterruptibly();
        queue.put("");
    }

    @Test
    void takeWithALockThatThePutterNeeds() throws Exception {
        assumeProcesses();
        try (Process middle = context.builder(
                        DeadlockContract::takeHolding, startMethod().id())
                .name("middle")
                .start()) {
            List<Waiter> cycle = awaitCycle("middle", "child");
            assertWaits(of("middle", cycle), "a message in a Queue (", "takeHolding");
            assertWaits(of("child", cycle), "a Lock (", "lockThenPut");
            middle.kill();
        }
    }

    private static void takeBesideIdleWorkers(String method) throws Exception {
        CompletableFuture.runAsync(() -> {})
                .join(); // the common pool keeps its worker for a minute
        ThreadPoolExecutor workers =
                new ThreadPoolExecutor(1, 1, 1, TimeUnit.MINUTES, new LinkedBlockingQueue<>());
        workers.allowCoreThreadTimeOut(true);
        workers.submit(() -> {}).get();
        takeHolding(method);
    }

    @Test
    void workersThatWaitForWorkForAWhileAreIdle() throws Exception {
        assumeProcesses();
        try (Process middle = context.builder(
                        DeadlockContract::takeBesideIdleWorkers, startMethod().id())
                .name("middle")
                .start()) {
            List<Waiter> cycle = awaitCycle("middle", "child");
            assertWaits(of("middle", cycle), "a message in a Queue (", "takeHolding");
            middle.kill();
        }
    }

    private static void permitThenLock(BoundedSemaphore permits, Lock lock, Event ready)
            throws Exception {
        permits.acquire();
        ready.set();
        lock.lockInterruptibly();
    }

    private static void lockThenPermit(BoundedSemaphore permits, Lock lock, Event ready)
            throws Exception {
        lock.lockInterruptibly();
        ready.await();
        permits.acquire();
    }

    @Test
    void permitsAndALock() throws Exception {
        assumeProcesses();
        BoundedSemaphore permits = BoundedSemaphore.create(1);
        Lock lock = Lock.create();
        Event ready = Event.create();
        try (Process one = context.builder(DeadlockContract::lockThenPermit, permits, lock, ready)
                        .name("one")
                        .start();
                Process two = startSecond(permits, lock, ready)) {
            List<Waiter> cycle = awaitCycle("one", "two");
            assertWaits(of("one", cycle), "permits of a BoundedSemaphore (", "lockThenPermit");
            assertWaits(of("two", cycle), "a Lock (", "permitThenLock");
            assertTrue(one.isAlive() && two.isAlive());
        }
    }

    /** Once the lock is taken. */
    private Process startSecond(BoundedSemaphore permits, Lock lock, Event ready) {
        Await.until("the lock to be taken", lock::isLocked, lock::toString);
        return context.builder(DeadlockContract::permitThenLock, permits, lock, ready)
                .name("two")
                .start();
    }

    /** With a free thread, the putter may get its room after all. */
    @Test
    void threadThatCouldTakeMakesItNoDeadlock() throws Exception {
        assumeProcesses();
        try (Process middle = context.builder(
                        DeadlockContract::joinBesideAThread, startMethod().id())
                .name("middle")
                .start()) {
            await("both to wait", d -> d.waits().size() == 2);
            for (int i = 0; i < 5; i++) {
                Deadlocks found = Deadlocks.find();
                assertTrue(found.isEmpty(), found::toString);
            }
            middle.kill();
        }
    }

    private static void joinBesideAThread(String method) throws Exception {
        Thread free = new Thread(() -> {
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        free.setDaemon(true);
        free.start();
        joinBeforeTake(method);
    }

    /* No false report. */

    /** What is shared in the stress. */
    private record Shared(
            List<Lock> locks,
            ReadWriteLock readWrite,
            BoundedSemaphore permits,
            Queue<Integer> there,
            Queue<Integer> back,
            Event end)
            implements java.io.Serializable {
        private static final long serialVersionUID = 1;
    }

    @Test
    void contentionIsNoDeadlock() throws Exception {
        try (Queue<Integer> there = Queue.create(2);
                Queue<Integer> back = Queue.create(2)) {
            Shared shared = new Shared(
                    List.of(Lock.create(), Lock.reentrant(), Lock.create()),
                    ReadWriteLock.create(),
                    BoundedSemaphore.create(2),
                    there,
                    back,
                    Event.create());
            long waits = 0;
            try (ProcessGroup group = context.startAll(STRESS_PROCESSES, i -> contend(shared, i))) {
                long start = System.nanoTime();
                while (waits == 0
                        || System.nanoTime() - start < TimeUnit.SECONDS.toNanos(STRESS_SECONDS)) {
                    Deadlocks found = Deadlocks.find();
                    assertTrue(found.isEmpty(), found::toString);
                    waits += found.waits().size();
                }
                shared.end.set();
                assertTrue(group.join(LIMIT), () -> Deadlocks.find().toString());
                group.requireSuccess();
            }
        }
    }

    /** Takes all in the same order, for long enough that waits are entered. */
    private static void contend(Shared shared, int index) throws Exception {
        Random random = new Random(index);
        while (!shared.end.isSet()) {
            for (Lock lock : shared.locks) {
                lock.lockInterruptibly();
            }
            pause(random, 300);
            for (Lock lock : shared.locks) {
                lock.unlock();
            }
            java.util.concurrent.locks.Lock half = random.nextInt(3) == 0
                    ? shared.readWrite.writeLock()
                    : shared.readWrite.readLock();
            half.lockInterruptibly();
            pause(random, 200);
            half.unlock();
            shared.permits.acquire();
            pause(random, 200);
            shared.permits.release();
            boolean first = index == 0;
            for (int i = 0; first && i < 20; i++) {
                boolean put = shared.there.offer(i, Duration.ofMillis(random.nextInt(150)));
                Integer got = shared.back.poll(Duration.ofMillis(put ? 150 : 0));
                pause(random, got == null ? 1 : 2);
            }
            for (int i = 0; !first && i < 10; i++) {
                Integer got = shared.there.poll(Duration.ofMillis(random.nextInt(150)));
                if (got != null) {
                    boolean put = shared.back.offer(got, Duration.ofMillis(150));
                    pause(random, put ? 2 : 1);
                }
            }
        }
    }

    private static void pause(Random random, int mostMs) throws InterruptedException {
        TimeUnit.MILLISECONDS.sleep(random.nextInt(mostMs) + 1);
    }
}
