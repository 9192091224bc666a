package io.furcula.fork;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.furcula.ForkUnsafeException;
import io.furcula.Process;
import io.furcula.ProcessFailedException;
import io.furcula.Queue;
import io.furcula.forkengine.ForkEngine;
import io.furcula.testkit.Await;
import io.furcula.testkit.Deadline;
import io.furcula.testkit.LeakCheck;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A fork waits until no thread is at a place where it cannot be left, and says so when there is no end to it. */
@ExtendWith({Deadline.class, LeakCheck.class})
class ForkSafetyTest {

    private static final long SHORT_MS = 300;

    private final AtomicBoolean ends = new AtomicBoolean();
    private final List<Thread> others = new ArrayList<>();

    @BeforeEach
    void classesAreLoaded() throws Exception {
        Forks.run(() -> {});
    }

    @AfterEach
    void end() throws InterruptedException {
        System.clearProperty(ForkEngine.TIMEOUT_PROPERTY);
        System.clearProperty(ForkEngine.UNSAFE_PROPERTY);
        ends.set(true);
        for (Thread thread : others) {
            LockSupport.unpark(thread);
            thread.join();
        }
    }

    private Thread start(String name, Runnable work) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        others.add(thread);
        thread.start();
        return thread;
    }

    private void parkUntilTheEnd(CountDownLatch here) {
        here.countDown();
        while (!ends.get()) {
            LockSupport.park(this);
        }
    }

    private static ForkUnsafeException refusal() {
        long children = ProcessHandle.current().children().count();
        ForkUnsafeException refused =
                assertThrows(ForkUnsafeException.class, () -> Forks.start(() -> {}));
        assertEquals(children, ProcessHandle.current().children().count(), "nothing was forked");
        return refused;
    }

    private static void assertSays(Throwable thrown, String... parts) {
        for (String part : parts) {
            assertTrue(thrown.getMessage().contains(part), thrown::getMessage);
        }
    }

    /* Refused. */

    private static final class Treasure {}

    private void keep(Object monitor, CountDownLatch here) {
        synchronized (monitor) {
            parkUntilTheEnd(here);
        }
    }

    @Test
    void threadThatKeepsAMonitorIsNamedInTheRefusal() throws Exception {
        CountDownLatch here = new CountDownLatch(1);
        start("the-keeper", () -> keep(new Treasure(), here));
        AtomicLong ticks = new AtomicLong();
        start("the-ticker", () -> {
            while (!ends.get()) {
                ticks.incrementAndGet();
                Thread.onSpinWait();
            }
        });
        here.await();
        System.setProperty(ForkEngine.TIMEOUT_PROPERTY, "" + SHORT_MS);
        long start = System.nanoTime();
        ForkUnsafeException refused = refusal();
        long tookMs = Duration.ofNanos(System.nanoTime() - start).toMillis();
        assertSays(
                refused,
                "FUR-111",
                "'the-keeper'",
                Treasure.class.getName() + "@",
                "ForkSafetyTest.keep",
                SHORT_MS + " ms",
                ForkEngine.TIMEOUT_PROPERTY);
        assertTrue(tookMs >= SHORT_MS && tookMs < SHORT_MS + 3_000, () -> tookMs + " ms");
        long before = ticks.get();
        Await.until("the others run on", () -> ticks.get() > before + 1000, () -> "" + ticks);
        end();
        Forks.run(() -> {});
    }

    /** Takes its time to be initialised. */
    private static final class Slow {
        private static final CountDownLatch BEGUN = new CountDownLatch(1);
        private static final CountDownLatch GO = new CountDownLatch(1);
    }

    private static final class SlowToInitialise {
        static final int VALUE = slow();

        private static int slow() {
            Slow.BEGUN.countDown();
            boolean done = false;
            while (!done) {
                try {
                    Slow.GO.await();
                    done = true;
                } catch (InterruptedException e) {
                    // Not until it is told to.
                }
            }
            return 7;
        }
    }

    @Test
    void threadInAStaticInitialiserIsNamedInTheRefusal() throws Exception {
        Thread thread = start("the-initialiser", () -> assertEquals(7, SlowToInitialise.VALUE));
        Slow.BEGUN.await();
        System.setProperty(ForkEngine.TIMEOUT_PROPERTY, "" + SHORT_MS);
        ForkUnsafeException refused;
        try {
            refused = refusal();
        } finally {
            Slow.GO.countDown();
        }
        thread.join();
        assertSays(refused, "'the-initialiser'", "static initialiser", "SlowToInitialise");
        assertEquals(7, Forks.ask(() -> SlowToInitialise.VALUE));
    }

    @Test
    void refusedForksOneAfterAnotherLeaveAllThreadsRunning() throws Exception {
        CountDownLatch here = new CountDownLatch(1);
        start("the-keeper", () -> keep(new Object(), here));
        here.await();
        System.setProperty(ForkEngine.TIMEOUT_PROPERTY, "30");
        for (int i = 0; i < 10; i++) {
            assertSays(refusal(), "'the-keeper'");
        }
        end();
        Forks.run(() -> {});
    }

    /* Left behind. */

    @Test
    void leftMonitorOnlyHurtsAChildThatEntersIt() throws Exception {
        Treasure treasure = new Treasure();
        CountDownLatch here = new CountDownLatch(1);
        start("the-keeper", () -> keep(treasure, here));
        here.await();
        System.setProperty(ForkEngine.TIMEOUT_PROPERTY, "50");
        System.setProperty(ForkEngine.UNSAFE_PROPERTY, "leave");
        assertEquals("works", Forks.ask(() -> {
            System.gc();
            return "works";
        }));
        assertEndedByTheWatch(
                () -> {
                    synchronized (treasure) {
                        throw new AssertionError("nobody can get here");
                    }
                },
                "'the-keeper'",
                "Treasure");
    }

    /** {@return a lock that a thread of the parent holds until the end} */
    private ReentrantLock lockOfTheKeeper() throws InterruptedException {
        ReentrantLock lock = new ReentrantLock();
        CountDownLatch here = new CountDownLatch(1);
        start("the-keeper", () -> {
            lock.lock();
            try {
                parkUntilTheEnd(here);
            } finally {
                lock.unlock();
            }
        });
        here.await();
        return lock;
    }

    @Test
    void childThatWaitsForALockOfAThreadOfTheParentIsEndedWithTheReason() throws Exception {
        ReentrantLock lock = lockOfTheKeeper();
        assertEquals("works", Forks.ask(() -> "works"));
        assertEndedByTheWatch(lock::lock, "'the-keeper'", "ReentrantLock");
    }

    private static void assertEndedByTheWatch(Runnable work, String... parts) throws Exception {
        try (Process child = Forks.start(() -> {
            Thread.currentThread().setName("the-waiter");
            work.run();
        })) {
            Forks.joined(child);
            assertEquals(1, child.join().code());
            ProcessFailedException told =
                    assertThrows(ProcessFailedException.class, child::requireSuccess);
            assertSays(told, "FUR-113", "'the-waiter'");
            assertSays(told, parts);
        }
    }

    @Test
    void watchEndsAChildWhoseOtherThreadWaits() throws Exception {
        ReentrantLock lock = lockOfTheKeeper();
        assertEndedByTheWatch(
                () -> {
                    Thread second = new Thread(lock::lock, "the-waiter");
                    second.start();
                    Thread.currentThread().setName("the-main");
                },
                "'the-keeper'");
    }

    /* Waited for. */

    @SuppressWarnings("ImmutableEnumChecker") // each value works on what it has
    enum Busy {
        DEFLATES {
            private final byte[] input = new byte[1 << 20];

            @Override
            Object work() {
                new Random(1).nextBytes(input);
                Deflater deflater = new Deflater(9);
                deflater.setInput(input);
                deflater.finish();
                byte[] out = new byte[input.length + 1000];
                int length = deflater.deflate(out);
                deflater.end();
                return length;
            }
        },
        CHECKS_SUMS {
            private final byte[] input = new byte[16 << 20];

            @Override
            Object work() {
                CRC32 sum = new CRC32();
                sum.update(input);
                return sum.getValue();
            }
        },
        ALLOCATES {
            @Override
            Object work() {
                List<byte[]> kept = new ArrayList<>();
                for (int i = 0; i < 1000; i++) {
                    kept.add(new byte[1000 + i]);
                }
                return kept;
            }
        },
        COLLECTS {
            @Override
            Object work() {
                System.gc();
                return this;
            }
        },
        COPIES_ARRAYS {
            private final long[] from = new long[4 << 20];

            @Override
            Object work() {
                return from.clone();
            }
        },
        HOLDS_MONITORS_FOR_A_MOMENT {
            private final Object monitor = new Object();

            @Override
            Object work() {
                double x;
                synchronized (monitor) {
                    x = compute(1);
                }
                return compute(x);
            }

            private double compute(double start) {
                double x = start;
                for (int i = 0; i < 10_000; i++) {
                    x = Math.sin(x);
                }
                return x;
            }
        },
        LOADS_CLASSES {
            @Override
            Object work() {
                return java.lang.reflect.Proxy.newProxyInstance(
                        new ClassLoader(getClass().getClassLoader()) {},
                        new Class<?>[] {Runnable.class},
                        (p, m, a) -> null);
            }
        },
        THROWS_AND_FORMATS {
            @Override
            Object work() {
                String text = "";
                for (int i = 0; i < 100; i++) {
                    text = String.format(
                            "%s %d %d", new Exception("busy").getStackTrace()[0], i, text.length());
                }
                return text;
            }
        },
        STARTS_THREADS {
            @Override
            Object work() {
                Thread thread = new Thread(() -> {});
                thread.start();
                try {
                    thread.join();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
                return thread;
            }
        };

        /** {@return something, so that no compiler leaves out the work} */
        abstract Object work();
    }

    @ParameterizedTest
    @EnumSource
    void threadAtABadPlaceIsWaitedFor(Busy busy) throws Exception {
        System.setProperty(ForkEngine.TIMEOUT_PROPERTY, "10000"); // the machine may be busy too
        AtomicReference<Object> result = new AtomicReference<>();
        CountDownLatch begun = new CountDownLatch(1);
        start("busy", () -> {
            begun.countDown();
            while (!ends.get()) {
                result.set(busy.work());
            }
        });
        begun.await();
        for (int i = 0; i < 4; i++) {
            Forks.run(System::gc);
        }
    }

    /* Who starts, and beside whom. */

    private static final AtomicLong HANDLED = new AtomicLong();

    /** sun.misc.Signal, by reflection: the compiler warns of it. */
    private static Object handle(String name) throws ReflectiveOperationException {
        Class<?> type = Class.forName("sun.misc.Signal");
        Class<?> handler = Class.forName("sun.misc.SignalHandler");
        Object signal = type.getConstructor(String.class).newInstance(name);
        Object counts = java.lang.reflect.Proxy.newProxyInstance(
                handler.getClassLoader(), new Class<?>[] {handler}, (self, method, arguments) -> {
                    HANDLED.incrementAndGet();
                    return null;
                });
        type.getMethod("handle", type, handler).invoke(null, signal, counts);
        return signal;
    }

    private static void raise(Object signal) {
        try {
            signal.getClass().getMethod("raise", signal.getClass()).invoke(null, signal);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    /** What was the parent's to do when it was forked is not done by the child. */
    @Test
    void signalOfTheParentIsNotHandledInAChildToo() throws Exception {
        Object signal = handle("WINCH");
        start("raises", () -> {
            while (!ends.get()) {
                raise(signal);
                LockSupport.parkNanos(1_000_000);
            }
        });
        for (int i = 0; i < 100; i++) {
            assertEquals(0, Forks.ask(() -> {
                long before = HANDLED.get();
                LockSupport.parkNanos(5_000_000); // dispatched by now, in a thread of its own
                return HANDLED.get() - before;
            }));
        }
        assertTrue(HANDLED.get() > 0, "the parent handles it");
    }

    /** One that is being born when it is looked for is not seen, and runs when the copy is made. */
    @Test
    void threadsThatAreBornAllTheTimeAreNotInAChild() throws Exception {
        start("gives-birth", () -> {
            while (!ends.get()) {
                new Thread(HANDLED::incrementAndGet).start();
                LockSupport.parkNanos(200_000);
            }
        });
        for (int i = 0; i < 100; i++) {
            assertEquals(0, Forks.ask(() -> {
                long before = HANDLED.get();
                LockSupport.parkNanos(2_000_000);
                return HANDLED.get() - before;
            }));
        }
    }

    /** It waits for input, as a selector does that owns monitors all the time; but not for long. */
    @Test
    void threadThatReadsAFileIsNotLeftBehindWithAMonitor() throws Exception {
        Object monitor = new Object();
        Path file = Path.of("/proc/self/stat");
        for (int i = 0; i < 2; i++) {
            start("reader-" + i, () -> {
                while (!ends.get()) {
                    synchronized (monitor) {
                        try {
                            Files.readAllBytes(file);
                        } catch (IOException e) {
                            throw new UncheckedIOException(e);
                        }
                    }
                    LockSupport.parkNanos(1000);
                }
            });
        }
        for (int i = 0; i < 50; i++) {
            Forks.run(() -> {
                synchronized (monitor) {
                    monitor.notifyAll();
                }
            });
        }
    }

    @Test
    void fourThreadsStartChildrenAtTheSameTime() throws Exception {
        List<FutureTask<Integer>> starters = new ArrayList<>();
        for (int t = 0; t < 4; t++) {
            FutureTask<Integer> starter = new FutureTask<>(() -> {
                for (int i = 0; i < 20; i++) {
                    Forks.run(() -> {});
                }
                return 20;
            });
            starters.add(starter);
            start("starter", starter);
        }
        for (FutureTask<Integer> starter : starters) {
            assertEquals(20, starter.get());
        }
    }

    @Test
    void childOfAChildIsStartedBesideThreadsOfBoth() throws Exception {
        CountDownLatch here = new CountDownLatch(1);
        start("parked in the parent", () -> parkUntilTheEnd(here));
        here.await();
        assertEquals(3, Forks.ask(() -> {
            CountDownLatch there = new CountDownLatch(1);
            Thread parked = new Thread(() -> parkUntilTheEnd(there));
            parked.setDaemon(true);
            parked.start();
            there.await();
            return 1 + Forks.ask(() -> 1 + Forks.ask(() -> 1));
        }));
    }

    @Test
    void fiveHundredParkedThreadsAreLeftBehind() throws Exception {
        System.setProperty(ForkEngine.TIMEOUT_PROPERTY, "10000");
        CountDownLatch here = new CountDownLatch(500);
        for (int i = 0; i < 500; i++) {
            start("parked-" + i, () -> parkUntilTheEnd(here));
        }
        here.await();
        for (int i = 0; i < 3; i++) {
            long tasks = Forks.ask(() -> {
                System.gc();
                try (var list = Files.list(Path.of("/proc/self/task"))) {
                    return list.count();
                }
            });
            assertTrue(tasks < 200, () -> tasks + " kernel threads");
        }
    }

    @Test
    void virtualThreadStartsAChild() throws Exception {
        assumeTrue(Runtime.version().feature() >= 21, "virtual threads are new in JDK 21");
        List<FutureTask<Integer>> starters = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            FutureTask<Integer> starter =
                    new FutureTask<>(() -> Forks.ask(() -> 1) + Forks.ask(() -> 1));
            starters.add(starter);
            Thread.class.getMethod("startVirtualThread", Runnable.class).invoke(null, starter);
        }
        for (FutureTask<Integer> starter : starters) {
            assertEquals(2, starter.get());
        }
    }

    @Test
    void interruptedThreadStartsNothing() throws Exception {
        try (Queue<String> unused = Queue.create()) {
            Thread.currentThread().interrupt();
            try {
                assertThrows(
                        io.furcula.StartFailedException.class, () -> Forks.start(unused::take));
            } finally {
                Thread.interrupted();
            }
        }
    }
}
