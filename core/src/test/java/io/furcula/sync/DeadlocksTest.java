package io.furcula.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.furcula.Queue;
import io.furcula.sync.Deadlocks.Waiter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Deadlocks of threads of this JVM; those of processes are in furcula-testkit's DeadlockContract. */
@Timeout(60)
@SuppressWarnings({"LockNotBeforeTry", "WaitNotInLoop"}) // what never goes on is what is tested
class DeadlocksTest {

    private static final Duration LIMIT = Duration.ofSeconds(20);

    private final List<Thread> threads = new ArrayList<>();

    @FunctionalInterface
    private interface Work {
        void run() throws Exception;
    }

    private Thread start(String name, Work work) {
        Thread thread = new Thread(
                () -> {
                    try {
                        work.run();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt(); // the end of the test
                    } catch (Exception e) {
                        throw new AssertionError(e);
                    }
                },
                name);
        thread.setDaemon(true);
        thread.start();
        threads.add(thread);
        return thread;
    }

    @AfterEach
    void end() throws InterruptedException {
        threads.forEach(Thread::interrupt);
        for (Thread thread : threads) {
            thread.join(LIMIT.toMillis());
            assertThat(thread.isAlive()).isFalse();
        }
        assertThat(Deadlocks.find().waits()).noneMatch(w -> w.threadName().startsWith("t-"));
    }

    private static Deadlocks await(Predicate<Deadlocks> wanted) {
        long end = System.nanoTime() + LIMIT.toNanos();
        while (true) {
            Deadlocks found = Deadlocks.find();
            if (wanted.test(found)) {
                return found;
            }
            assertThat(System.nanoTime()).as("%s", found).isLessThan(end);
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
        }
    }

    private static Predicate<Deadlocks> waits(int count) {
        return found -> found.waits().stream()
                        .filter(w -> w.threadName().startsWith("t-"))
                        .count()
                == count;
    }

    private static void takeBoth(
            java.util.concurrent.locks.Lock mine,
            java.util.concurrent.locks.Lock other,
            CyclicBarrier both)
            throws Exception {
        mine.lockInterruptibly();
        both.await();
        try {
            other.lockInterruptibly();
            other.unlock();
        } finally {
            mine.unlock();
        }
    }

    @Test
    void twoLocksInDifferentOrder() {
        Lock a = Lock.create();
        Lock b = Lock.reentrant();
        CyclicBarrier both = new CyclicBarrier(2);
        Thread one = start("t-1", () -> takeBoth(a, b, both));
        start("t-2", () -> takeBoth(b, a, both));
        Deadlocks found = await(d -> !d.isEmpty());
        assertThat(found.cycles()).hasSize(1);
        List<Waiter> cycle = found.cycles().get(0);
        assertThat(cycle).extracting(Waiter::threadName).containsExactlyInAnyOrder("t-1", "t-2");
        assertThat(cycle).extracting(Waiter::process).containsOnly("MainProcess");
        assertThat(cycle)
                .extracting(Waiter::pid)
                .containsOnly(ProcessHandle.current().pid());
        assertThat(cycle).extracting(Waiter::limited).containsOnly(false);
        for (Waiter waiter : cycle) {
            assertThat(waiter.what()).startsWith("a Lock (");
            assertThat(waiter.stack()).anyMatch(f -> f.contains("DeadlocksTest.takeBoth("));
            long holder = waiter.threadName().equals("t-2") ? one.getId() : -1;
            assertThat(waiter.holders()).hasSize(1);
            if (holder > 0) {
                assertThat(waiter.holders().get(0).thread()).isEqualTo(holder);
            }
        }
        assertThat(found.toString())
                .startsWith("Deadlock: 2 threads of 1 process wait for one another")
                .contains("[FUR-403]", "thread 't-1' of 'MainProcess' (pid ", "held by (2)")
                .contains("held by (1)", "  at io.furcula.sync.DeadlocksTest.takeBoth(");
    }

    @Test
    void readersAndWriters() {
        ReadWriteLock a = ReadWriteLock.create();
        ReadWriteLock b = ReadWriteLock.create();
        CyclicBarrier both = new CyclicBarrier(2);
        start("t-1", () -> takeBoth(a.readLock(), b.writeLock(), both));
        start("t-2", () -> takeBoth(b.readLock(), a.writeLock(), both));
        assertThat(await(d -> !d.isEmpty()).cycles().get(0))
                .extracting(w -> w.what().replaceFirst(" \\(.*", ""))
                .containsOnly("the write lock of a ReadWriteLock");
    }

    /** A reader that lets a writer pass, which waits for a reader that waits for the first one's lock. */
    @Test
    void readerBehindAWriterThatWaits() throws Exception {
        ReadWriteLock readWrite = ReadWriteLock.create();
        Lock lock = Lock.create();
        start("t-first", () -> {
            readWrite.readLock().lockInterruptibly();
            await(waits(2));
            lock.lockInterruptibly();
        });
        await(d -> readWrite.readers() == 1);
        start("t-writer", () -> readWrite.writeLock().lockInterruptibly());
        await(waits(1));
        start("t-second", () -> {
            lock.lockInterruptibly();
            readWrite.readLock().lockInterruptibly();
        });
        assertThat(await(d -> !d.isEmpty()).cycles().get(0))
                .extracting(Waiter::threadName)
                .contains("t-first", "t-second");
    }

    @Test
    void waitsThatAreNoDeadlock() throws Exception {
        Lock held = Lock.create();
        held.lock();
        Event event = Event.create();
        Condition condition = Lock.create().newCondition();
        start("t-lock", held::lockInterruptibly);
        start("t-event", event::await);
        start("t-condition", () -> {
            condition.lock().lock();
            condition.await();
        });
        start("t-semaphore", () -> Semaphore.create(0).acquire());
        start("t-latch", () -> CountDownLatch.create(1).await());
        start("t-barrier", () -> Barrier.create(2).await());
        BoundedSemaphore bounded = BoundedSemaphore.create(1);
        bounded.acquire();
        start("t-bounded", bounded::acquire);
        Queue<String> empty = Queue.create();
        Queue<String> full = Queue.create(1);
        full.put("");
        start("t-take", empty::take);
        start("t-put", () -> full.put(""));
        Deadlocks found = await(waits(9));
        assertThat(found.cycles()).isEmpty();
        assertThat(found.toString()).startsWith("No deadlock.\nOthers that wait:\nthread 't-");
        assertThat(found.waits())
                .extracting(w -> w.what().replaceFirst(" \\(.*", ""))
                .contains(
                        "a Lock",
                        "an Event",
                        "a Condition",
                        "permits of a Semaphore",
                        "a CountDownLatch",
                        "a Barrier",
                        "permits of a BoundedSemaphore",
                        "a message in a Queue",
                        "room in a Queue");
        held.unlock();
    }

    @Test
    void timeoutTellsOfTheDeadlock() throws Exception {
        Lock a = Lock.create();
        Lock b = Lock.create();
        a.lock();
        CyclicBarrier both = new CyclicBarrier(2);
        start("t-1", () -> {
            b.lockInterruptibly();
            both.await();
            a.lockInterruptibly();
        });
        both.await();
        assertThatThrownBy(() -> b.hold(Duration.ofMillis(1500)))
                .isInstanceOf(TimeoutException.class)
                .hasMessageContainingAll(
                        "The lock was not free within PT1.5S; it is held by thread ",
                        "[FUR-404]",
                        "Deadlock: 2 threads of 1 process",
                        "thread 't-1'",
                        "(until a time limit)",
                        "at io.furcula.sync.DeadlocksTest.");
        assertThatThrownBy(() -> b.hold(Duration.ofMillis(1)))
                .hasMessageContaining("[FUR-404]")
                .hasMessageNotContaining("Deadlock");
        a.unlock();
    }

    /** By the one that came last, and once, though all look. */
    @Test
    void longWaitIsLookedAtWithoutBeingAsked() throws Exception {
        BlockingQueue<String> logged = new LinkedBlockingQueue<>();
        Handler handler = new Handler() {
            @Override
            public void publish(LogRecord line) {
                logged.add(line.getLevel() + " " + line.getMessage());
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        Logger logger = Logger.getLogger("io.furcula.sync");
        logger.addHandler(handler);
        logger.setUseParentHandlers(false);
        System.setProperty("furcula.deadlock.after", "1");
        try {
            Lock a = Lock.create();
            Lock b = Lock.create();
            CyclicBarrier both = new CyclicBarrier(2);
            start("t-1", () -> takeBoth(a, b, both));
            start("t-2", () -> takeBoth(b, a, both));
            assertThat(logged.poll(LIMIT.toSeconds(), TimeUnit.SECONDS))
                    .startsWith("WARNING Deadlock: 2 threads of 1 process")
                    .contains("[FUR-403]", "thread 't-1'", "thread 't-2'");
            assertThat(logged.poll(5, TimeUnit.SECONDS)).isNull(); // all have looked twice by then
        } finally {
            System.clearProperty("furcula.deadlock.after");
            logger.removeHandler(handler);
            logger.setUseParentHandlers(true);
        }
    }

    @Test
    void deadlockThatEndsIsNotReportedAnyMore() throws Exception {
        Lock a = Lock.create();
        Lock b = Lock.create();
        CyclicBarrier both = new CyclicBarrier(2);
        Thread one = start("t-1", () -> takeBoth(a, b, both));
        Thread two = start("t-2", () -> takeBoth(b, a, both));
        await(d -> !d.isEmpty());
        one.interrupt();
        two.join(LIMIT.toMillis());
        assertThat(Deadlocks.find().isEmpty()).isTrue();
    }
}
