package io.furcula.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.furcula.AuthKey;
import io.furcula.AuthenticationFailedException;
import io.furcula.Context;
import io.furcula.NotTransferableException;
import io.furcula.Process;
import io.furcula.ProcessGroup;
import io.furcula.Queue;
import io.furcula.RemoteException;
import io.furcula.StartFailedException;
import io.furcula.manager.ManagedBarrier;
import io.furcula.manager.ManagedEvent;
import io.furcula.manager.ManagedProxy;
import io.furcula.manager.ManagedQueue;
import io.furcula.manager.ManagedSemaphore;
import io.furcula.manager.ManagedValue;
import io.furcula.manager.Manager;
import io.furcula.manager.ManagerLostException;
import io.furcula.manager.Namespace;
import io.furcula.spi.StartMethod;
import java.io.Serializable;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * What managers must do whose server and clients a start method starts; another contract for a provider,
 * after {@link StartMethodContract}.
 */
@ExtendWith({Deadline.class, LeakCheck.class})
@SuppressWarnings({"LockNotBeforeTry", "WaitNotInLoop"}) // what one call does is what is tested
public abstract class ManagerContract {

    private static final Duration LIMIT = Duration.ofSeconds(Await.LIMIT_SECONDS);
    private static final Duration MOMENT = Duration.ofMillis(20);
    private static final long ANSWER_MS = 100;

    private Context context;

    /** For subclasses. */
    protected ManagerContract() {}

    /** {@return the start method that is tested} */
    protected abstract StartMethod startMethod();

    @BeforeEach
    final void findItAsItsUsersDo() {
        context = Context.of(startMethod().id());
    }

    private void assumeProcesses() {
        assumeTrue(startMethod().startsProcesses(), startMethod().id() + " starts no processes");
    }

    private Manager start() {
        return Manager.start(context);
    }

    private static void succeeds(Process child) throws InterruptedException {
        assertTrue(child.join(LIMIT), () -> child + " does not end");
        child.requireSuccess();
    }

    private static void killed(Process child) throws InterruptedException {
        child.kill();
        assertTrue(child.join(LIMIT), () -> child + " does not end");
    }

    private static void assertSays(String part, Throwable failure) {
        String text = String.valueOf(failure.getMessage());
        assertTrue(text.contains(part), text);
    }

    private static void sleepForEver() throws InterruptedException {
        new CountDownLatch(1).await();
    }

    /* Objects. */

    /** An interface of the application's. */
    public interface Ledger {
        /**
         * Adds.
         *
         * @param entry what
         * @return the sum
         */
        long book(Entry entry);

        /** {@return all of them} */
        List<Entry> entries();

        /**
         * {@return a part of it, as an object of its own}
         *
         * @param name its name
         */
        Account account(String name);

        /**
         * {@return how many elements a list has}
         *
         * @param list perhaps a managed one
         */
        int count(List<?> list);

        /**
         * Fails.
         *
         * @throws OverdrawnException always
         */
        void overdraw() throws OverdrawnException;

        /** Fails, by something that cannot be sent. */
        void explode();

        /**
         * Waits.
         *
         * @throws InterruptedException if interrupted
         */
        void waitForEver() throws InterruptedException;

        /** {@return what is not serialisable} */
        Object secret();

        /** {@return a number} */
        default int twice() {
            return 2 * entries().size();
        }
    }

    /** A part of a ledger. */
    public interface Account {
        /** {@return its name} */
        String name();
    }

    /**
     * A value.
     *
     * @param text what for
     * @param amount how much
     */
    public record Entry(String text, long amount) implements Serializable {}

    /** Not named by any interface. */
    public record Stranger(int number) implements Serializable {}

    /** An exception of the application's. */
    public static final class OverdrawnException extends Exception {
        private static final long serialVersionUID = 1;
        private final long amount;

        OverdrawnException(long amount) {
            super("overdrawn by " + amount);
            this.amount = amount;
        }
    }

    /** An exception that cannot be sent. */
    @SuppressWarnings("serial") // that is what it is for
    public static final class NotSerialisableException extends RuntimeException {
        private static final long serialVersionUID = 1;
        private final Object rest = new Object();

        NotSerialisableException() {
            super("exploded");
        }

        /** {@return what keeps it from being sent} */
        public Object rest() {
            return rest;
        }
    }

    /** In the server. */
    public static final class BankLedger implements Ledger {
        private final List<Entry> entries = new ArrayList<>();

        /** Creates one. */
        public BankLedger() {}

        @Override
        public synchronized long book(Entry entry) {
            entries.add(entry);
            return entries.stream().mapToLong(Entry::amount).sum();
        }

        @Override
        public synchronized List<Entry> entries() {
            return List.copyOf(entries);
        }

        @Override
        public Account account(String name) {
            return () -> name;
        }

        @Override
        public int count(List<?> list) {
            return list.size();
        }

        @Override
        public void overdraw() throws OverdrawnException {
            throw new OverdrawnException(7);
        }

        @Override
        public void explode() {
            throw new NotSerialisableException();
        }

        @Override
        public void waitForEver() throws InterruptedException {
            sleepForEver();
        }

        @Override
        public Object secret() {
            return new Object();
        }

        @Override
        public String toString() {
            return "a ledger of " + entries.size();
        }
    }

    @Test
    void objectsAreCreatedAndCalledThroughTheirInterface() {
        try (Manager manager =
                Manager.builder().context(context).expose(Account.class).start()) {
            Ledger ledger = manager.create(Ledger.class, BankLedger::new);
            assertEquals(3, ledger.book(new Entry("tea", 3)));
            assertEquals(5, ledger.book(new Entry("milk", 2)));
            assertEquals(List.of(new Entry("tea", 3), new Entry("milk", 2)), ledger.entries());
            assertEquals(4, ledger.twice());
            assertEquals("savings", ledger.account("savings").name());
            assertEquals("a ledger of 2", ledger.toString());
            assertEquals(ledger, ledger);
            assertNotEquals(ledger, manager.create(Ledger.class, BankLedger::new));
            assertEquals(ledger.hashCode(), ledger.hashCode());
        }
    }

    @Test
    void whatAnObjectThrowsArrivesAsItWasThrown() {
        try (Manager manager = start()) {
            Ledger ledger = manager.create(Ledger.class, BankLedger::new);
            OverdrawnException overdrawn = assertThrows(OverdrawnException.class, ledger::overdraw);
            assertEquals(7, overdrawn.amount);
            RemoteException remote = assertInstanceOf(RemoteException.class, overdrawn.getCause());
            assertEquals(BankLedger.class.getName(), remote.getStackTrace()[0].getClassName());
            RemoteException exploded = assertThrows(RemoteException.class, ledger::explode);
            assertEquals("exploded", exploded.getMessage());
            NotTransferableException secret =
                    assertThrows(NotTransferableException.class, ledger::secret);
            assertSays("java.lang.Object", secret);
            assertEquals(0, ledger.entries().size());
        }
    }

    @Test
    void onlyClassesThatAreAllowedAreSent() {
        try (Manager manager = start()) {
            ConcurrentMap<String, Object> map = manager.map();
            NotTransferableException refused = assertThrows(
                    NotTransferableException.class, () -> map.put("a", new Stranger(1)));
            assertSays(Stranger.class.getName() + " is not allowed", refused);
            map.put("a", 1);
            assertEquals(1, map.get("a"));
        }
        try (Manager manager =
                Manager.builder().context(context).allow(Stranger.class).start()) {
            List<Object> list = manager.list(List.of(new Stranger(2)));
            assertEquals(new Stranger(2), list.get(0));
        }
        try (Manager manager = Manager.builder()
                .context(context)
                .filter("io.furcula.testkit.*")
                .start()) {
            assertEquals(new Stranger(2), manager.value(new Stranger(2)).get());
        }
    }

    @Test
    void methodsThatAreNotOfTheInterfaceCannotBeReached() {
        try (Manager manager = start()) {
            Account account = manager.create(Account.class, () -> () -> "it");
            assertEquals("it", account.name());
            assertThrows(
                    ClassCastException.class, () -> Ledger.class.cast(account).entries());
            assertThrows(
                    IllegalArgumentException.class, () -> manager.create("none", Ledger.class));
        }
    }

    /* Processes. */

    @Test
    void processesCountThroughAManagedLock() throws Exception {
        try (Manager manager = start()) {
            Lock lock = manager.lock();
            ManagedValue<Integer> sum = manager.value(0);
            ConcurrentMap<String, Integer> words = manager.map();
            try (Process one = context.process(ManagerContract::count, lock, sum, words)
                            .start();
                    Process two = context.process(ManagerContract::count, lock, sum, words)
                            .start()) {
                succeeds(one);
                succeeds(two);
            }
            assertEquals(200, sum.get());
            assertEquals(Map.of("words", 200, "other words", 200), words);
        }
    }

    private static void count(
            Lock lock, ManagedValue<Integer> sum, ConcurrentMap<String, Integer> words) {
        for (int i = 0; i < 100; i++) {
            lock.lock();
            try {
                sum.set(sum.get() + 1);
            } finally {
                lock.unlock();
            }
            words.merge("words", 1, Integer::sum);
            words.compute("other words", (word, n) -> n == null ? 1 : n + 1);
        }
    }

    @Test
    void proxiesOfProxiesLiveInTheServer() throws Exception {
        try (Manager manager = start()) {
            List<Map<String, Integer>> list = manager.list();
            ConcurrentMap<String, Integer> inner = manager.map();
            list.add(inner);
            list.get(0).put("a", 1);
            assertEquals(1, inner.get("a"));
            assertSame(inner, list.get(0));
            try (Process child =
                    context.process(ManagerContract::fillNested, list).start()) {
                succeeds(child);
            }
            assertEquals(Map.of("a", 2, "b", 3), inner);
            Map<String, List<Map<String, Integer>>> outer = manager.map();
            outer.put("list", list);
            assertEquals(2, outer.get("list").get(0).get("a"));
            assertEquals(List.of(inner), new ArrayList<>(list));
            Ledger ledger = manager.create(Ledger.class, BankLedger::new);
            assertEquals(1, ledger.count(list));
            assertEquals(1, ledger.count(outer.get("list")));
            assertEquals(2, ledger.count(List.of(1, 2)));
            assertEquals(4, manager.numberOfObjects(), manager::debugInfo);
        }
    }

    private static void fillNested(List<Map<String, Integer>> list) {
        Map<String, Integer> inner = list.get(0);
        inner.put("a", 2);
        inner.put("b", 3);
    }

    /** While it is in the queue nobody has a proxy of the list, and nothing refers to it. */
    @Test
    void proxiesAreSentThroughQueuesAndOutliveTheirSender() throws Exception {
        try (Manager manager = start();
                Queue<List<String>> queue = Queue.create();
                Queue<ConcurrentMap<String, List<String>>> maps = Queue.create()) {
            ConcurrentMap<String, List<String>> map = manager.map();
            map.put("list", manager.list(List.of("sent")));
            try (Process child =
                    context.process(ManagerContract::passOn, maps, queue).start()) {
                maps.put(map);
                succeeds(child);
            }
            assertEquals(Map.of(), map);
            System.gc();
            List<String> list = queue.poll(LIMIT);
            assertInstanceOf(ManagedProxy.class, list);
            assertEquals(List.of("sent"), list);
            list.add("again");
            assertEquals(2, list.size());
        }
    }

    private static void passOn(
            Queue<ConcurrentMap<String, List<String>>> maps, Queue<List<String>> queue)
            throws InterruptedException {
        ConcurrentMap<String, List<String>> map = maps.take();
        queue.put(Objects.requireNonNull(map.get("list")));
        map.remove("list");
    }

    @Test
    void objectIsDroppedWithItsLastProxyOfAllProcesses() throws Exception {
        try (Manager manager = start();
                Queue<String> steps = Queue.create();
                Queue<String> answers = Queue.create()) {
            List<Object> kept = manager.list();
            passToAChild(manager, steps, answers);
            Await.until(
                    "the list to be dropped",
                    () -> {
                        System.gc();
                        return manager.numberOfObjects() == 1;
                    },
                    manager::debugInfo);
            kept.add(manager.list());
            Await.until(
                    "a list in a list to be held by that one",
                    () -> {
                        System.gc();
                        return manager.numberOfObjects() == 1;
                    },
                    manager::debugInfo);
            assertEquals(List.of(), kept.get(0));
        }
    }

    /** So that nothing of it is left in the test's own frame. */
    private void passToAChild(Manager manager, Queue<String> steps, Queue<String> answers)
            throws InterruptedException {
        try (Process child = context.process(
                        ManagerContract::holdAWhile, manager.list(List.of(1)), steps, answers)
                .start()) {
            assertEquals("has 1", answers.poll(LIMIT));
            System.gc();
            assertEquals(2, manager.numberOfObjects(), manager::debugInfo);
            steps.put("end");
            succeeds(child);
        }
    }

    private static void holdAWhile(List<Integer> list, Queue<String> steps, Queue<String> answers)
            throws InterruptedException {
        answers.put("has " + list.get(0));
        steps.take();
        if (list.size() != 1) {
            throw new AssertionError("it is another one");
        }
    }

    @Test
    void killedClientGivesBackWhatItHad() throws Exception {
        assumeProcesses();
        try (Manager manager = start()) {
            Lock lock = manager.reentrantLock();
            ManagedSemaphore semaphore = manager.boundedSemaphore(3);
            ManagedEvent holds = manager.event();
            ManagedBarrier barrier = manager.barrier(2);
            ManagedQueue<Integer> queue = manager.queue();
            killAHolder(manager, lock, semaphore, holds, barrier, queue);
            queue.put(1);
            assertEquals(1, queue.poll(LIMIT.toSeconds(), TimeUnit.SECONDS));
            Await.until(
                    "its proxies to be dropped",
                    () -> {
                        System.gc();
                        return manager.numberOfObjects() == 5;
                    },
                    manager::debugInfo);
            assertEquals(5, List.of(lock, semaphore, holds, barrier, queue).size()); // not dropped
        }
    }

    private void killAHolder(
            Manager manager,
            Lock lock,
            ManagedSemaphore semaphore,
            ManagedEvent holds,
            ManagedBarrier barrier,
            ManagedQueue<Integer> queue)
            throws Exception {
        try (Process child = context.process(
                        ManagerContract::holdAll,
                        lock,
                        semaphore,
                        holds,
                        manager.list(List.of(queue, barrier)))
                .start()) {
            assertTrue(holds.await(LIMIT));
            assertFalse(lock.tryLock(20, TimeUnit.MILLISECONDS));
            assertEquals(1, semaphore.availablePermits());
            assertEquals(6, manager.numberOfObjects(), manager::debugInfo);
            Await.until("a taker", () -> barrier.waiting() == 1, barrier::toString);
            killed(child);
            assertTrue(lock.tryLock(LIMIT.toSeconds(), TimeUnit.SECONDS));
            lock.unlock();
            semaphore.acquire(3);
            assertThrows(BrokenBarrierException.class, () -> {
                Await.until("broken", barrier::isBroken, barrier::toString);
                barrier.await();
            });
        }
    }

    private static void holdAll(
            Lock lock, ManagedSemaphore semaphore, ManagedEvent holds, List<Object> others)
            throws Exception {
        lock.lock();
        lock.lock();
        semaphore.acquire(2);
        @SuppressWarnings("unchecked")
        ManagedQueue<Integer> queue = (ManagedQueue<Integer>) others.get(0);
        Thread taker = new Thread(() -> {
            try {
                queue.take();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        taker.setDaemon(true);
        taker.start();
        holds.set();
        ((ManagedBarrier) others.get(1)).await();
    }

    @Test
    void childThatIsAThreadGivesItsLockBackWhenItEnds() throws Exception {
        try (Manager manager = start()) {
            Lock lock = manager.lock();
            try (Process child =
                    context.process(ManagerContract::lockAndEnd, lock).start()) {
                succeeds(child);
            }
            assertTrue(lock.tryLock(LIMIT.toSeconds(), TimeUnit.SECONDS));
            lock.unlock();
        }
    }

    private static void lockAndEnd(Lock lock) {
        lock.lock();
    }

    /* Ready-made ones. */

    @Test
    void queueIsJoinedOnceAllIsDone() throws Exception {
        try (Manager manager = start()) {
            ManagedQueue<Integer> queue = manager.queue(5);
            ManagedValue<Integer> sum = manager.value(0);
            try (ProcessGroup group = context.startAll(1, i -> work(queue, sum))) {
                for (int i = 1; i <= 50; i++) {
                    queue.put(i);
                }
                assertTrue(queue.join(LIMIT));
                assertEquals(1275, sum.get());
                queue.put(-1);
                assertTrue(group.join(LIMIT));
                group.requireSuccess();
            }
            assertFalse(queue.join(MOMENT));
            queue.taskDone();
            queue.join();
            assertThrows(IllegalStateException.class, queue::taskDone);
            assertNull(queue.poll());
            assertTrue(queue.addAll(List.of(1, 2, 3, 4, 5)));
            assertFalse(queue.offer(6, 1, TimeUnit.MILLISECONDS));
            assertThrows(IllegalStateException.class, () -> queue.add(6));
            List<Integer> drained = new ArrayList<>();
            assertEquals(2, queue.drainTo(drained, 2));
            assertEquals(List.of(1, 2), drained);
            assertEquals(List.of(3, 4, 5), new ArrayList<>(queue));
            assertEquals(2, queue.remainingCapacity());
        }
    }

    private static void work(ManagedQueue<Integer> queue, ManagedValue<Integer> sum)
            throws InterruptedException {
        for (int n = queue.take(); n >= 0; n = queue.take()) {
            sum.set(sum.get() + n);
            queue.taskDone();
        }
    }

    @Test
    void conditionEventsAndBarriersWakeOtherProcesses() throws Exception {
        try (Manager manager = start()) {
            Lock lock = manager.lock();
            Condition changed = lock.newCondition();
            ManagedValue<Integer> slot = manager.value(0);
            ManagedBarrier barrier = manager.barrier(2);
            try (Process child = context.process(
                            ManagerContract::receive, lock, changed, slot, barrier)
                    .start()) {
                for (int i = 1; i <= 20; i++) {
                    lock.lock();
                    while (slot.get() != 0) {
                        assertTrue(changed.await(LIMIT.toSeconds(), TimeUnit.SECONDS));
                    }
                    slot.set(i);
                    changed.signalAll();
                    lock.unlock();
                }
                barrier.await(LIMIT);
                succeeds(child);
            }
            lock.lock();
            assertFalse(changed.await(5, TimeUnit.MILLISECONDS));
            lock.unlock();
            assertThrows(IllegalMonitorStateException.class, changed::signal);
            assertThrows(IllegalMonitorStateException.class, lock::unlock);
        }
    }

    private static void receive(
            Lock lock, Condition changed, ManagedValue<Integer> slot, ManagedBarrier barrier)
            throws Exception {
        for (int i = 1; i <= 20; i++) {
            lock.lock();
            while (slot.get() == 0) {
                changed.await();
            }
            if (slot.getAndSet(0) != i) {
                throw new AssertionError("out of order");
            }
            changed.signalAll();
            lock.unlock();
        }
        barrier.await(LIMIT);
    }

    @Test
    void collectionsBehaveAsThoseOfTheJdk() {
        try (Manager manager = start()) {
            List<Integer> list = manager.list(List.of(3, 1, 2));
            list.sort(null);
            assertEquals(List.of(1, 2, 3), list);
            list.sort((a, b) -> b - a);
            assertEquals(list, List.of(3, 2, 1));
            assertEquals(6, list.stream().mapToInt(i -> i).sum());
            assertEquals(List.of(2), list.subList(1, 2));
            assertEquals(1, list.remove(2));
            assertTrue(list.remove(Integer.valueOf(3)));
            assertThrows(IndexOutOfBoundsException.class, () -> list.get(9));
            assertEquals("[2]", list.toString());
            List<String> array = manager.array("a", "c");
            array.set(1, "b");
            assertEquals(List.of("a", "b"), array);
            assertThrows(UnsupportedOperationException.class, () -> array.add("d"));
            Set<String> set = manager.set(Set.of("x"));
            assertTrue(set.add("y"));
            assertFalse(set.add("y"));
            set.removeIf("x"::equals);
            assertEquals(Set.of("y"), set);
            Map<String, int[]> map = manager.map(Map.of("a", new int[] {1}));
            map.compute("a", (k, v) -> new int[] {v[0] + 1});
            assertEquals(2, first(map));
            map.entrySet().iterator().next().setValue(new int[] {5});
            map.values().removeIf(v -> v[0] == 4);
            assertEquals(5, first(map));
            map.keySet().remove("a");
            assertTrue(map.isEmpty());
            Namespace namespace = manager.namespace();
            namespace.set("x", 10);
            namespace.set("y", null);
            assertEquals(10, namespace.get("x"));
            assertNull(namespace.get("y"));
            assertEquals(Set.of("x", "y"), namespace.names());
            assertThrows(NoSuchElementException.class, () -> namespace.get("z"));
        }
    }

    private static int first(Map<String, int[]> map) {
        return map.getOrDefault("a", new int[1])[0];
    }

    @Test
    void defaultMethodsThatTakeFunctionsRunInTheCaller() {
        try (Manager manager = start()) {
            @SuppressWarnings("unchecked")
            Iterator<Integer> squares =
                    manager.create(Iterator.class, () -> List.of(1, 4, 9).iterator());
            assertEquals(1, squares.next());
            List<Integer> rest = new ArrayList<>();
            squares.forEachRemaining(rest::add);
            assertEquals(List.of(4, 9), rest);
        }
    }

    /* Threads. */

    @Test
    void twentyThreadsUseOneProxy() throws Exception {
        try (Manager manager = start()) {
            ConcurrentMap<Integer, Integer> map = manager.map();
            Lock lock = manager.lock();
            ManagedQueue<String> never = manager.queue();
            List<FutureTask<Integer>> tasks = new ArrayList<>();
            List<Thread> waiting = new ArrayList<>();
            for (int t = 0; t < 20; t++) {
                int number = t;
                FutureTask<Integer> task = new FutureTask<>(() -> {
                    for (int i = 0; i < 50; i++) {
                        map.merge(i, 1, Integer::sum);
                        lock.lock();
                        lock.unlock();
                    }
                    return number;
                });
                tasks.add(task);
                new Thread(task).start();
                Thread blocked =
                        new Thread(() -> assertThrows(InterruptedException.class, never::take));
                blocked.start(); // keeps nobody else waiting
                waiting.add(blocked);
            }
            for (int t = 0; t < 20; t++) {
                assertEquals(t, tasks.get(t).get(LIMIT.toSeconds(), TimeUnit.SECONDS));
            }
            for (Thread blocked : waiting) {
                blocked.interrupt();
                blocked.join(LIMIT.toMillis());
                assertFalse(blocked.isAlive());
            }
            never.put("a");
            assertEquals("a", never.take());
            for (int i = 0; i < 50; i++) {
                assertEquals(20, map.get(i));
            }
        }
    }

    @Test
    void interruptIsAnsweredAndLeavesNothingBehind() throws Exception {
        try (Manager manager = start()) {
            ManagedQueue<String> queue = manager.queue();
            Lock lock = manager.lock();
            Ledger ledger = manager.create(Ledger.class, BankLedger::new);
            lock.lock();
            for (Interruptible wait : List.<Interruptible>of(
                    queue::take, lock::lockInterruptibly, ledger::waitForEver)) {
                long best = Long.MAX_VALUE;
                for (int i = 0; i < 5 && best > ANSWER_MS; i++) {
                    best = Math.min(best, answerMs(wait));
                }
                assertTrue(best <= ANSWER_MS, best + " ms");
            }
            lock.unlock();
            queue.put("still there");
            assertEquals("still there", queue.take());
            assertTrue(lock.tryLock());
            lock.unlock();
            Thread.currentThread().interrupt();
            assertEquals(0, ledger.entries().size());
            assertTrue(Thread.interrupted());
        }
    }

    @FunctionalInterface
    private interface Interruptible {
        void run() throws InterruptedException;
    }

    private static long answerMs(Interruptible wait) throws Exception {
        FutureTask<Boolean> waiter = new FutureTask<>(() -> {
            wait.run();
            return true;
        });
        Thread thread = new Thread(waiter);
        thread.start();
        assertThrows(
                java.util.concurrent.TimeoutException.class,
                () -> waiter.get(50, TimeUnit.MILLISECONDS));
        long start = System.nanoTime();
        thread.interrupt();
        ExecutionException answer = assertThrows(
                ExecutionException.class, () -> waiter.get(LIMIT.toSeconds(), TimeUnit.SECONDS));
        assertInstanceOf(InterruptedException.class, answer.getCause());
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
    }

    /* Ends. */

    @Test
    void callsFailPromptlyWhenTheServerIsKilled() throws Exception {
        assumeProcesses();
        try (Manager manager = start()) {
            ManagedQueue<String> queue = manager.queue();
            FutureTask<String> waiter = new FutureTask<>(queue::take);
            new Thread(waiter).start();
            assertThrows(
                    java.util.concurrent.TimeoutException.class,
                    () -> waiter.get(50, TimeUnit.MILLISECONDS));
            killed(manager.process().orElseThrow());
            ExecutionException failure =
                    assertThrows(ExecutionException.class, () -> waiter.get(5, TimeUnit.SECONDS));
            ManagerLostException lost =
                    assertInstanceOf(ManagerLostException.class, failure.getCause());
            assertSays("FUR-601", lost);
            assertThrows(ManagerLostException.class, queue::size);
            assertThrows(ManagerLostException.class, manager::queue);
            assertTrue(queue.toString().contains("cannot be reached"), queue.toString());
            assertTrue(manager.join(LIMIT));
        }
    }

    @Test
    void closedManagerLeavesNothing() {
        Manager manager = start();
        List<String> list = manager.list();
        UnixDomainSocketAddress address = (UnixDomainSocketAddress) manager.address();
        assertTrue(Files.exists(address.getPath()));
        manager.close();
        manager.close();
        assertFalse(Files.exists(address.getPath()));
        assertThrows(ManagerLostException.class, list::size);
        assertThrows(IllegalStateException.class, manager::list);
    }

    @Test
    void closeEndsAServerWhoseObjectsDoNotStop() throws Exception {
        Manager manager = start();
        Ledger ledger = manager.create(Ledger.class, BankLedger::new);
        FutureTask<Boolean> call = new FutureTask<>(() -> {
            ledger.waitForEver();
            return true;
        });
        new Thread(call).start();
        assertThrows(
                java.util.concurrent.TimeoutException.class,
                () -> call.get(50, TimeUnit.MILLISECONDS));
        manager.close();
        ExecutionException failure = assertThrows(
                ExecutionException.class, () -> call.get(LIMIT.toSeconds(), TimeUnit.SECONDS));
        assertNotNull(failure.getCause());
    }

    @Test
    void startTellsWhyTheServerDoesNotServe() {
        StartFailedException failed = assertThrows(
                StartFailedException.class,
                () -> Manager.builder()
                        .context(context)
                        .initializer(() -> {
                            throw new IllegalStateException("not today");
                        })
                        .start());
        assertSays("FUR-607", failed);
        assertSays("not today", failed);
    }

    @Test
    void serverEndsWhenItsOwnerIsKilled() throws Exception {
        assumeProcesses();
        try (TestJvm owner = TestJvm.start(OwnerRole.class, startMethod().id())) {
            long pid = Long.parseLong(owner.awaitLine("server "));
            ProcessHandle server = ProcessHandle.of(pid).orElseThrow();
            long start = System.nanoTime();
            owner.kill();
            Await.until("the server's end", () -> !server.isAlive(), () -> "pid " + pid);
            assertTrue(System.nanoTime() - start < TimeUnit.SECONDS.toNanos(2));
        }
    }

    /** A JVM that has a manager until it is killed. Argument: the start method. */
    public static final class OwnerRole {
        private OwnerRole() {}

        /**
         * Plays the part.
         *
         * @param arguments as above
         * @throws Exception any failure
         */
        public static void main(String[] arguments) throws Exception {
            Manager manager = Manager.start(Context.of(arguments[0]));
            System.out.println("server " + manager.process().orElseThrow().pid().orElseThrow());
            sleepForEver();
        }
    }

    /* Others. */

    @Test
    void othersConnectWithTheKeyAndUseWhatIsRegistered() throws Exception {
        AuthKey key = AuthKey.random();
        try (Manager manager = Manager.builder()
                .context(context)
                .authKey(key)
                .register("ledger", Ledger.class, BankLedger::new)
                .start()) {
            assertThrows(
                    AuthenticationFailedException.class,
                    () -> Manager.connect(manager.address(), AuthKey.random()));
            try (Process child = context.process(
                            ManagerContract::connectAndBook, manager.address(), key)
                    .start()) {
                succeeds(child);
            }
            assertEquals(1, manager.create("ledger", Ledger.class).book(new Entry("a", 1)));
        }
    }

    private static void connectAndBook(java.net.SocketAddress address, AuthKey key) {
        try (Manager manager = Manager.connect(address, key)) {
            Ledger ledger = manager.create("ledger", Ledger.class);
            assertEquals(5, ledger.book(new Entry("b", 5)));
            if (manager.process().isPresent()) {
                throw new AssertionError("not its own");
            }
            ConcurrentMap<String, Integer> map = manager.map();
            map.put("a", 1);
            assertEquals(1, map.get("a"));
        }
        try (Manager manager = Manager.connect(address, key)) {
            IllegalStateException notOwner = assertThrows(
                    IllegalStateException.class,
                    () -> manager.create(Ledger.class, BankLedger::new));
            assertSays("FUR-606", notOwner);
        }
    }
}
