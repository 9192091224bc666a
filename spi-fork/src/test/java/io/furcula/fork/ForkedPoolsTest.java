package io.furcula.fork;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.furcula.testkit.Await;
import io.furcula.testkit.Deadline;
import io.furcula.testkit.LeakCheck;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingDeque;
import java.util.concurrent.PriorityBlockingQueue;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Pools of the parent, the JDK's and the application's, work in a child, and do nothing twice. */
@ExtendWith({Deadline.class, LeakCheck.class})
class ForkedPoolsTest {

    private static final int WORKERS = 3;
    private static final long PARENTS_DELAY_MS = 200;
    private static final long LATER_MS = 500;

    /* The JDK's pools. */

    private static long parallelSum() {
        return LongStream.rangeClosed(1, 100_000).parallel().sum();
    }

    @Test
    void parallelStreamsWorkInAChild() throws Exception {
        assertEquals(5_000_050_000L, parallelSum());
        assertEquals(5_000_050_000L, Forks.ask(ForkedPoolsTest::parallelSum));
        assertEquals(5_000_050_000L, parallelSum());
    }

    @Test
    void parallelStreamsWorkInAChildWhileTheParentIsInOne() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        CompletableFuture<Integer> parents = CompletableFuture.supplyAsync(() -> {
            begun.countDown();
            awaitQuietly(go);
            return 1;
        });
        begun.await();
        assertEquals(5_000_050_000L, Forks.ask(ForkedPoolsTest::parallelSum));
        assertFalse(parents.isDone());
        go.countDown();
        assertEquals(1, parents.get());
    }

    @Test
    void completableFuturesWorkInAChild() throws Exception {
        Callable<String> work = () -> {
            String late;
            try {
                late = ""
                        + new CompletableFuture<String>()
                                .orTimeout(20, TimeUnit.MILLISECONDS)
                                .get();
            } catch (java.util.concurrent.ExecutionException e) {
                late = "" + (e.getCause() instanceof TimeoutException);
            }
            return CompletableFuture.supplyAsync(() -> "in time")
                            .orTimeout(20, TimeUnit.SECONDS)
                            .thenApplyAsync(s -> s + "!")
                            .get()
                    + " "
                    + late;
        };
        assertEquals("in time! true", work.call());
        assertEquals("in time! true", Forks.ask(work));
    }

    @Test
    void timeoutOfTheParentEndsNothingInAChild() throws Exception {
        CompletableFuture<String> parents = new CompletableFuture<String>()
                .completeOnTimeout("late", PARENTS_DELAY_MS, TimeUnit.MILLISECONDS);
        String childs = Forks.ask(() -> {
            new CompletableFuture<String>()
                    .completeOnTimeout("later", LATER_MS, TimeUnit.MILLISECONDS)
                    .get();
            return parents.getNow("never");
        });
        assertEquals("never", childs);
        assertEquals("late", parents.get());
    }

    /* Executors of the application. */

    @SuppressWarnings("ImmutableEnumChecker") // one pool each for all tests
    enum Kind {
        FIXED(Executors.newFixedThreadPool(WORKERS)),
        CACHED(Executors.newCachedThreadPool()),
        SINGLE(Executors.newSingleThreadExecutor()),
        ON_A_DEQUE(new ThreadPoolExecutor(
                WORKERS, WORKERS, 1, TimeUnit.MINUTES, new LinkedBlockingDeque<>())),
        ON_PRIORITIES(
                new ThreadPoolExecutor(1, 1, 1, TimeUnit.MINUTES, new PriorityBlockingQueue<>())),
        SCHEDULED(Executors.newScheduledThreadPool(WORKERS)),
        FORK_JOIN(new ForkJoinPool(WORKERS)),
        WORK_STEALING(Executors.newWorkStealingPool(WORKERS));

        private final ExecutorService pool;

        Kind(ExecutorService pool) {
            this.pool = pool;
        }

        int workers() {
            return this == SINGLE || this == ON_PRIORITIES ? 1 : WORKERS;
        }
    }

    /** {@return the sum of what many small tasks answer} */
    private static int use(ExecutorService pool) throws Exception {
        List<CompletableFuture<Integer>> answers = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            CompletableFuture<Integer> answer = new CompletableFuture<>();
            int number = i;
            pool.execute(new Task(() -> answer.complete(number)));
            answers.add(answer);
        }
        int sum = 0;
        for (CompletableFuture<Integer> answer : answers) {
            sum += answer.get(Await.LIMIT_SECONDS, TimeUnit.SECONDS);
        }
        return sum;
    }

    /** For a queue that compares its tasks. */
    private record Task(Runnable work) implements Runnable, Comparable<Task> {
        @Override
        public void run() {
            work.run();
        }

        @Override
        public int compareTo(Task other) {
            return 0;
        }
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @ParameterizedTest
    @EnumSource
    void idleWorkersOfTheParentWorkInAChild(Kind kind) throws Exception {
        assertEquals(1225, use(kind.pool));
        assertEquals(1225, Forks.ask(() -> use(kind.pool)));
        assertEquals(1225, use(kind.pool));
    }

    @ParameterizedTest
    @EnumSource
    void poolWhoseWorkersAreBusyInTheParentWorksInAChild(Kind kind) throws Exception {
        CountDownLatch busy = new CountDownLatch(kind.workers());
        CountDownLatch go = new CountDownLatch(1);
        AtomicInteger done = new AtomicInteger();
        for (int i = 0; i < kind.workers(); i++) {
            kind.pool.execute(new Task(() -> {
                busy.countDown();
                awaitQuietly(go);
                done.incrementAndGet();
            }));
        }
        busy.await();
        kind.pool.execute(new Task(done::incrementAndGet)); // waits in the queue, or is done
        int doneByChild = Forks.ask(() -> {
            int before = done.get();
            int sum = use(kind.pool);
            return sum * 1000 + done.get() - before;
        });
        assertEquals(1225 * 1000, doneByChild, "a task of the parent's runs in the parent alone");
        go.countDown();
        Await.until("the parent's tasks", () -> done.get() == kind.workers() + 1, () -> "" + done);
        assertEquals(1225, use(kind.pool));
    }

    @Test
    void poolOfTheParentCanBeShutDownInAChildAlone() throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(WORKERS);
        try {
            use(pool);
            assertTrue(Forks.ask(() -> {
                use(pool);
                pool.shutdown();
                return pool.awaitTermination(Await.LIMIT_SECONDS, TimeUnit.SECONDS);
            }));
            assertEquals(1225, use(pool));
        } finally {
            pool.shutdown();
        }
    }

    @Test
    void poolWithBusyWorkersCanBeShutDownInAChild() throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(WORKERS);
        CountDownLatch busy = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        try {
            pool.execute(() -> {
                busy.countDown();
                awaitQuietly(go);
            });
            busy.await();
            assertTrue(Forks.ask(() -> {
                pool.shutdown();
                return pool.awaitTermination(10, TimeUnit.SECONDS);
            }));
        } finally {
            go.countDown();
            pool.shutdown();
        }
    }

    @Test
    void poolOfAChildDoesNotKeepItAliveOnceItsWorkIsDone() throws Exception {
        ExecutorService pool = Kind.FIXED.pool;
        use(pool);
        java.nio.file.Path mark = java.nio.file.Files.createTempFile("fork", "test");
        Forks.run(() -> pool.execute(() -> {
            try {
                java.nio.file.Files.writeString(mark, "done");
            } catch (java.io.IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        }));
        assertEquals("done", java.nio.file.Files.readString(mark), "what was begun is finished");
        java.nio.file.Files.delete(mark);
    }

    /* Timers. */

    @Test
    void timersOfTheParentFireInTheParentAlone() throws Exception {
        ScheduledThreadPoolExecutor timers = new ScheduledThreadPoolExecutor(1);
        try {
            AtomicInteger once = new AtomicInteger();
            AtomicInteger often = new AtomicInteger();
            Future<?> single = timers.schedule(
                    () -> once.incrementAndGet(), PARENTS_DELAY_MS, TimeUnit.MILLISECONDS);
            Future<?> repeated = timers.scheduleAtFixedRate(
                    () -> often.incrementAndGet(), 5, 5, TimeUnit.MILLISECONDS);
            Await.until("the first time", () -> often.get() > 0, () -> "" + often);
            String childs = Forks.ask(() -> {
                int before = often.get();
                String answer = timers.schedule(() -> "new", LATER_MS, TimeUnit.MILLISECONDS)
                        .get();
                return answer + " " + once + " " + (often.get() - before);
            });
            assertEquals("new 0 0", childs);
            single.get();
            assertEquals(1, once.get());
            int before = often.get();
            Await.until("the repeated one", () -> often.get() > before, () -> "" + often);
            repeated.cancel(false);
        } finally {
            timers.shutdownNow();
        }
    }

    /* Processes. */

    private static int runTrue() throws Exception {
        return new ProcessBuilder("true")
                .start()
                .onExit()
                .thenApply(p -> p.exitValue())
                .get();
    }

    @Test
    void childStartsProgramsWhetherOrNotItsParentDidBefore() throws Exception {
        assertEquals(0, Forks.ask(ForkedPoolsTest::runTrue));
        assertEquals(0, runTrue());
        assertEquals(0, Forks.ask(ForkedPoolsTest::runTrue));
        assertEquals(0, Forks.ask(() -> Forks.ask(ForkedPoolsTest::runTrue)));
    }

    @Test
    void programThatTheParentHasStartedIsWaitedForByTheParent() throws Exception {
        java.lang.Process cat = new ProcessBuilder("cat").start();
        assertEquals(0, Forks.ask(ForkedPoolsTest::runTrue));
        cat.getOutputStream().close();
        assertEquals(0, cat.waitFor());
    }

    /* Virtual threads, where there are any. */

    private static Thread virtual(Runnable work) throws Exception {
        return (Thread)
                Thread.class.getMethod("startVirtualThread", Runnable.class).invoke(null, work);
    }

    private static void assumeVirtualThreads() {
        assumeTrue(Runtime.version().feature() >= 21, "virtual threads are new in JDK 21");
    }

    @SuppressWarnings("ThreadPriorityCheck") // yielding is what is tested
    private static int useVirtualThreads() throws Exception {
        AtomicInteger sum = new AtomicInteger();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            int number = i;
            threads.add(virtual(() -> {
                Thread.yield();
                try {
                    TimeUnit.MILLISECONDS.sleep(5);
                } catch (InterruptedException e) {
                    return;
                }
                sum.addAndGet(number);
            }));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        return sum.get();
    }

    @Test
    void virtualThreadsWorkInAChildThatIsTheFirstToUseThem() throws Exception {
        assumeVirtualThreads();
        try (var jvm = io.furcula.testkit.TestJvm.start(FirstVirtual.class)) {
            assertEquals("1225", jvm.awaitLine("child "));
            assertEquals(0, jvm.awaitExit());
        }
    }

    /** Forks a child that uses virtual threads, which it does not. */
    static final class FirstVirtual {
        public static void main(String[] arguments) throws Exception {
            Forks.run(() -> System.out.println("child " + useVirtualThreads()));
        }
    }

    @Test
    void virtualThreadsWorkInAChild() throws Exception {
        assumeVirtualThreads();
        assertEquals(1225, useVirtualThreads());
        assertEquals(1225, Forks.ask(ForkedPoolsTest::useVirtualThreads));
        assertEquals(1225, Forks.ask(() -> Forks.ask(ForkedPoolsTest::useVirtualThreads)));
        assertEquals(1225, useVirtualThreads());
    }

    @Test
    void virtualThreadsOfTheParentGoOnInTheParentAlone() throws Exception {
        assumeVirtualThreads();
        AtomicInteger woken = new AtomicInteger();
        BlockingQueue<String> queue = new java.util.concurrent.LinkedBlockingQueue<>();
        CountDownLatch begun = new CountDownLatch(20);
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            boolean sleeps = i % 2 == 0;
            threads.add(virtual(() -> {
                begun.countDown();
                try {
                    if (sleeps) {
                        TimeUnit.MILLISECONDS.sleep(PARENTS_DELAY_MS);
                    } else {
                        queue.take();
                    }
                    woken.incrementAndGet();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }));
        }
        begun.await();
        int childs = Forks.ask(() -> {
            int before = woken.get();
            Thread late = virtual(() -> java.util.concurrent.locks.LockSupport.parkNanos(
                    TimeUnit.MILLISECONDS.toNanos(LATER_MS)));
            late.join();
            return useVirtualThreads() * 1000 + woken.get() - before;
        });
        assertEquals(1225 * 1000, childs);
        IntStream.range(0, 10).forEach(i -> queue.add("go"));
        for (Thread thread : threads) {
            thread.join();
        }
        assertEquals(20, woken.get());
    }
}
