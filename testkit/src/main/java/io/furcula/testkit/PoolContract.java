package io.furcula.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.furcula.LongValue;
import io.furcula.NotTransferableException;
import io.furcula.Queue;
import io.furcula.Value;
import io.furcula.pool.DeathPolicy;
import io.furcula.pool.MapOptions;
import io.furcula.pool.Outcome;
import io.furcula.pool.Task;
import io.furcula.pool.TaskFailedException;
import io.furcula.pool.TaskFuture;
import io.furcula.pool.TaskTimeoutException;
import io.furcula.pool.Timeout;
import io.furcula.pool.Worker;
import io.furcula.pool.WorkerDiedException;
import io.furcula.pool.WorkerPool;
import io.furcula.spi.StartMethod;
import io.furcula.sync.CountDownLatch;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What a {@link WorkerPool} must do with workers that a start method starts; a contract for a provider. */
@ExtendWith({Deadline.class, LeakCheck.class})
public abstract class PoolContract {

    private static final int WORKERS = 2;
    private static final Duration SHORT = Duration.ofMillis(200);
    private static final Duration LIMIT = Duration.ofSeconds(Await.LIMIT_SECONDS);

    /** For subclasses. */
    protected PoolContract() {}

    /** {@return the start method that is tested} */
    protected abstract StartMethod startMethod();

    private WorkerPool.Builder builder() {
        return WorkerPool.builder().workers(WORKERS).startMethod(startMethod().id());
    }

    private void assumeProcesses() {
        assumeTrue(startMethod().startsProcesses(), startMethod().id() + " starts no processes");
    }

    private static List<Integer> numbers(int count) {
        return IntStream.range(0, count).boxed().collect(Collectors.toList());
    }

    private static List<Integer> squares(int count) {
        return IntStream.range(0, count).mapToObj(i -> i * i).collect(Collectors.toList());
    }

    private static int square(int number) {
        return number * number;
    }

    @Test
    void mapsInOrder() throws Exception {
        try (WorkerPool pool = builder().build()) {
            assertEquals(squares(1000), pool.map(numbers(1000), PoolContract::square));
            assertEquals(
                    squares(100),
                    pool.map(
                            numbers(100),
                            PoolContract::square,
                            MapOptions.defaults().chunkSize(1)));
            assertEquals(
                    squares(100),
                    pool.map(
                            numbers(100),
                            PoolContract::square,
                            MapOptions.defaults().chunkSize(64)));
            assertEquals(List.of(), pool.map(List.<Integer>of(), PoolContract::square));
        }
    }

    @Test
    void mapsManySmallItems() throws Exception {
        int count = 200_000;
        try (WorkerPool pool = builder().build()) {
            assertEquals(squares(count), pool.map(numbers(count), PoolContract::square));
        }
    }

    @Test
    void aTaskMayBeAnythingThatCanBeSent() throws Exception {
        int offset = 3;
        try (WorkerPool pool = builder().build()) {
            assertEquals(
                    List.of("3", "4"), pool.map(List.of(0, 1), i -> String.valueOf(i + offset)));
            assertEquals(7, pool.submit(() -> 4 + offset).get());
            assertEquals(49, pool.apply(PoolContract::square, 7).get());
            assertEquals(null, pool.submit((Task.Action) () -> {}).get());
            byte[] large = new byte[5 << 20];
            large[large.length - 1] = 1;
            assertEquals(
                    large.length,
                    pool.apply((byte[] b) -> b[b.length - 1] == 1 ? b.length : 0, large)
                            .get());
        }
    }

    @Test
    void whatCannotBeSentFailsWhereItIsGiven() throws Exception {
        assumeProcesses();
        try (WorkerPool pool = builder().build()) {
            assertEquals(1, pool.submit(() -> 1).get()); // now workers have started
            Object unsendable = new Object();
            assertThrows(NotTransferableException.class, () -> pool.submit(unsendable::hashCode));
            assertThrows(
                    NotTransferableException.class,
                    () -> pool.map(List.of(new Thread()), Thread::getName));
            ExecutionException e = assertThrows(
                    ExecutionException.class,
                    () -> pool.submit(() -> (Object) new Thread()).get());
            assertInstanceOf(NotTransferableException.class, e.getCause());
            assertEquals(2, pool.submit(() -> 2).get());
        }
    }

    @Test
    void workersAreAtWorkAtTheSameTime() throws Exception {
        try (WorkerPool pool = builder().build()) {
            io.furcula.sync.Barrier together = io.furcula.sync.Barrier.create(WORKERS);
            List<TaskFuture<Integer>> futures = new ArrayList<>();
            for (int i = 0; i < WORKERS; i++) {
                futures.add(pool.submit(() -> together.await(LIMIT)));
            }
            Set<Integer> places = Set.of(futures.get(0).get(), futures.get(1).get());
            assertEquals(Set.of(0, 1), places);
        }
    }

    @Test
    void workersHaveSharedObjectsAndKeepState() throws Exception {
        try (WorkerPool pool = builder()
                .shared(new int[] {10, 20})
                .onWorkerStart(worker -> worker.state(new ArrayList<Integer>()))
                .build()) {
            List<Integer> results = pool.map(
                    numbers(20),
                    (worker, item) -> {
                        worker.<List<Integer>>state().add(item);
                        return worker.<int[]>shared()[item % 2]
                                + worker.id() * 1000
                                + worker.<List<Integer>>state().size() * 10_000;
                    },
                    MapOptions.defaults().chunkSize(1));
            int done = results.stream().mapToInt(r -> r / 10_000).sum();
            assertTrue(done >= 20, results::toString); // 1 + 2 + ... of each worker
            for (int i = 0; i < 20; i++) {
                assertEquals(i % 2 == 0 ? 10 : 20, results.get(i) % 1000, results::toString);
                assertTrue(results.get(i) / 1000 % 10 < WORKERS, results::toString);
            }
        }
    }

    @Test
    void hooksRunInEachWorker() throws Exception {
        try (Queue<String> said = Queue.create()) {
            try (WorkerPool pool = builder()
                    .onWorkerStart(worker -> said.put("start " + worker.id()))
                    .onWorkerExit(worker -> said.put("exit " + worker.id()))
                    .build()) {
                pool.submit(() -> 1).get();
            }
            List<String> all = new ArrayList<>();
            said.drainTo(all);
            assertEquals(
                    Set.of("start 0", "start 1", "exit 0", "exit 1"),
                    Set.copyOf(all),
                    all::toString);
            assertEquals(2 * WORKERS, all.size(), all::toString);
        }
    }

    @Test
    void aPoolWhoseWorkersCannotStartSaysSo() throws Exception {
        try (WorkerPool pool = builder()
                .onWorkerStart(worker -> {
                    throw new IllegalStateException("no licence");
                })
                .build()) {
            ExecutionException e = assertThrows(
                    ExecutionException.class,
                    () -> pool.submit(() -> 1).get(Await.LIMIT_SECONDS, TimeUnit.SECONDS));
            assertTrue(String.valueOf(e.getCause()).contains("FUR-703"), e::toString);
            assertTrue(String.valueOf(e.getCause()).contains("no licence"), e::toString);
            assertThrows(RejectedExecutionException.class, () -> pool.submit(() -> 1));
        }
    }

    @Test
    void whatATaskThrowsComesBack() throws Exception {
        try (WorkerPool pool = builder().build()) {
            TaskFuture<Integer> future = pool.apply(i -> 1 / i, 0);
            ExecutionException e = assertThrows(ExecutionException.class, future::get);
            assertInstanceOf(ArithmeticException.class, e.getCause());
            TaskFailedException mapped = assertThrows(
                    TaskFailedException.class, () -> pool.map(List.of(2, 1, 0, 3), i -> 1 / i));
            assertInstanceOf(ArithmeticException.class, mapped.getCause());
            assertTrue(mapped.toString().contains("Item 2 "), mapped::toString);
            List<Outcome<Integer>> outcomes =
                    pool.mapOutcomes(List.of(1, 0), i -> 6 / i, MapOptions.defaults());
            assertEquals(6, outcomes.get(0).result());
            assertFalse(outcomes.get(1).isSuccess());
            StackOverflowError deep = assertInstanceOf(
                    StackOverflowError.class,
                    assertThrows(
                                    ExecutionException.class,
                                    () -> pool.submit(() -> forEver(1)).get())
                            .getCause());
            assertNotEquals(0, deep.getStackTrace().length);
        }
    }

    private static int forEver(int depth) {
        return depth == -1 ? 0 : 1 + forEver(depth + 1);
    }

    @Test
    void imapIsLazyAndInOrder() throws Exception {
        try (WorkerPool pool = builder().build()) {
            List<Integer> taken = new ArrayList<>();
            Iterator<Integer> endless = new Iterator<>() {
                @Override
                public boolean hasNext() {
                    return true;
                }

                @Override
                public Integer next() {
                    taken.add(taken.size());
                    return taken.size() - 1;
                }
            };
            try (Stream<Integer> results = pool.imap(() -> endless, PoolContract::square)) {
                assertEquals(squares(100), results.limit(100).collect(Collectors.toList()));
            }
            assertTrue(taken.size() < 1000, () -> taken.size() + " items were read");
            try (Stream<Integer> results = pool.imap(
                    numbers(50),
                    PoolContract::square,
                    MapOptions.defaults().chunkSize(1).unordered())) {
                assertEquals(
                        Set.copyOf(squares(50)), Set.copyOf(results.collect(Collectors.toList())));
            }
        }
    }

    @Test
    void aWorkerThatDiesCostsItsTaskAlone() throws Exception {
        assumeProcesses();
        try (WorkerPool pool = builder().build()) {
            List<Outcome<Integer>> outcomes = pool.mapOutcomes(
                    numbers(300),
                    i -> {
                        if (i == 17) {
                            Runtime.getRuntime().halt(3);
                        } else if (i == 170) {
                            ProcessHandle.current().destroyForcibly();
                        } else if (i == 171) {
                            kill(ProcessHandle.current().pid());
                        }
                        return square(i);
                    },
                    MapOptions.defaults().chunkSize(32));
            for (Outcome<Integer> outcome : outcomes) {
                boolean died = outcome.index() == 17 || outcome.index() == 171;
                if (outcome.index() != 170) { // a process may not end itself so
                    assertEquals(!died, outcome.isSuccess(), outcome::toString);
                }
                if (outcome.isSuccess()) {
                    assertEquals(square(outcome.index()), outcome.result());
                }
            }
            WorkerDiedException halted =
                    assertInstanceOf(WorkerDiedException.class, outcomes.get(17).failure());
            assertEquals(3, halted.exitStatus().code());
            assertTrue(halted.toString().contains("FUR-701"), halted::toString);
            WorkerDiedException killed = assertInstanceOf(
                    WorkerDiedException.class, outcomes.get(171).failure());
            assertEquals("SIGKILL", killed.exitStatus().signal().orElseThrow());
            assertEquals(5, pool.submit(() -> 5).get());
        }
    }

    private static void kill(long pid) throws Exception {
        new ProcessBuilder("kill", "-9", String.valueOf(pid)).start().waitFor();
        LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(Await.LIMIT_SECONDS));
    }

    @Test
    void aTaskIsBegunAgainIfThatIsWanted() throws Exception {
        assumeProcesses();
        try (LongValue begun = Value.ofLong(0);
                WorkerPool pool = builder().build()) {
            List<Integer> results = pool.map(
                    numbers(10),
                    i -> {
                        if (i == 4 && begun.incrementAndGet() < 3) {
                            Runtime.getRuntime().halt(1);
                        }
                        return square(i);
                    },
                    MapOptions.defaults().onWorkerDeath(DeathPolicy.retry(2)));
            assertEquals(squares(10), results);
            assertEquals(3, begun.get());
            TaskFuture<Integer> hopeless = pool.submit(
                    () -> {
                        Runtime.getRuntime().halt(1);
                        return 1;
                    },
                    MapOptions.defaults().onWorkerDeath(DeathPolicy.retry(1)));
            WorkerDiedException e = assertInstanceOf(
                    WorkerDiedException.class,
                    assertThrows(ExecutionException.class, hopeless::get).getCause());
            assertEquals(2, e.attempts());
        }
    }

    @Test
    void aTaskMayNotTakeTooLong() throws Exception {
        try (WorkerPool pool = builder().build()) {
            assertEquals(1, pool.submit(() -> 1, Timeout.hard(LIMIT)).get());
            TaskFuture<Integer> hard = pool.submit(PoolContract::sleepForEver, Timeout.hard(SHORT));
            assertInstanceOf(
                    TaskTimeoutException.class,
                    assertThrows(ExecutionException.class, hard::get).getCause());
            TaskFuture<Integer> soft = pool.submit(PoolContract::sleepForEver, Timeout.soft(SHORT));
            assertInstanceOf(
                    TaskTimeoutException.class,
                    assertThrows(ExecutionException.class, soft::get).getCause());
            assertEquals(squares(20), pool.map(numbers(20), PoolContract::square));
        }
    }

    private static int sleepForEver() throws InterruptedException {
        new java.util.concurrent.CountDownLatch(1).await();
        return 0;
    }

    @Test
    void aTaskCanBeCancelledBeforeAndWhileItRuns() throws Exception {
        try (WorkerPool pool = builder().build()) {
            CountDownLatch running = CountDownLatch.create(WORKERS);
            List<TaskFuture<Integer>> busy = new ArrayList<>();
            for (int i = 0; i < WORKERS; i++) {
                busy.add(pool.submit(() -> {
                    running.countDown();
                    return sleepForEver();
                }));
            }
            assertTrue(running.await(LIMIT));
            LongValue begun = Value.ofLong(0);
            TaskFuture<Long> waiting = pool.submit(begun::incrementAndGet);
            assertTrue(waiting.cancel(false));
            for (TaskFuture<Integer> future : busy) {
                assertTrue(future.cancel(true));
                assertThrows(CancellationException.class, future::get);
            }
            assertEquals(1, pool.submit(() -> 1).get());
            assertEquals(0, begun.get());
        }
    }

    @Test
    void workersEndAfterTheirLifespan() throws Exception {
        assumeProcesses();
        try (WorkerPool pool = builder().workerLifespan(5).build()) {
            List<Long> pids = pool.map(
                    numbers(40),
                    i -> ProcessHandle.current().pid(),
                    MapOptions.defaults().chunkSize(1));
            assertTrue(Set.copyOf(pids).size() >= 40 / 5, pids::toString);
        }
    }

    @Test
    void mapsMayBeLimitedAndInterrupted() throws Exception {
        try (WorkerPool pool = builder().build()) {
            assertThrows(
                    TimeoutException.class,
                    () -> pool.map(numbers(2), i -> sleepForEver(), MapOptions.defaults(), SHORT));
            pool.shutdownNow();
        }
        try (WorkerPool pool = builder().build()) {
            Thread.currentThread().interrupt();
            assertThrows(
                    InterruptedException.class, () -> pool.map(numbers(2), i -> sleepForEver()));
            pool.shutdownNow();
        }
    }

    @Test
    void isAnExecutorService() throws Exception {
        WorkerPool pool = builder().build();
        List<Callable<Integer>> tasks = List.of((Task<Integer>) () -> 1, (Task<Integer>) () -> 2);
        int sum = 0;
        for (Future<Integer> future : pool.invokeAll(tasks)) {
            sum += future.get();
        }
        assertEquals(3, sum);
        assertTrue(Set.of(1, 2).contains(pool.invokeAny(tasks)));
        pool.shutdown();
        assertThrows(RejectedExecutionException.class, () -> pool.submit(() -> 1));
        assertTrue(pool.awaitTermination(LIMIT));
        assertTrue(pool.isTerminated());
        pool.close();
    }

    @Test
    void aStreamThatIsNotReadToItsEndKeepsNoPoolOpen() throws Exception {
        WorkerPool pool = builder().build();
        Iterator<Integer> results =
                pool.imap(numbers(100_000), PoolContract::square).iterator();
        assertEquals(0, results.next());
        pool.shutdown();
        assertTrue(pool.awaitTermination(LIMIT), "the pool waits for a stream");
        assertThrows(RejectedExecutionException.class, () -> {
            while (true) {
                results.next(); // some are there already
            }
        });
    }

    @Test
    void mapsEndWithTheirPool() throws Exception {
        WorkerPool pool = builder().build();
        CountDownLatch begun = CountDownLatch.create(1);
        FutureTask<List<Outcome<Integer>>> map = new FutureTask<>(() -> pool.mapOutcomes(
                numbers(100_000),
                i -> {
                    begun.countDown();
                    return sleepForEver();
                },
                MapOptions.defaults().chunkSize(1)));
        new Thread(map, "maps").start();
        assertTrue(begun.await(LIMIT));
        pool.shutdownNow();
        ExecutionException e = assertThrows(
                ExecutionException.class, () -> map.get(Await.LIMIT_SECONDS, TimeUnit.SECONDS));
        assertInstanceOf(RejectedExecutionException.class, e.getCause());
        assertTrue(pool.awaitTermination(LIMIT));
    }

    @Test
    void closingWaitsForWhatWasSubmitted() throws Exception {
        List<TaskFuture<Integer>> futures = new ArrayList<>();
        try (WorkerPool pool = builder().build()) {
            for (int i = 0; i < 100; i++) {
                futures.add(pool.apply(PoolContract::square, i));
            }
        }
        for (int i = 0; i < 100; i++) {
            assertEquals(square(i), futures.get(i).getNow(-1));
        }
    }

    @Test
    void aPoolThatIsNotUsedCostsNothing() {
        try (WorkerPool pool = builder().build()) {
            assertEquals(WORKERS, pool.workers());
        }
    }

    @Test
    void workersMayHavePools() throws Exception {
        String method = startMethod().id();
        try (WorkerPool pool = builder().build()) {
            assertEquals(
                    List.of(285, 285),
                    pool.map(List.of(10, 10), count -> sumOfSquares(method, count)));
        }
    }

    private static int sumOfSquares(String method, int count) throws InterruptedException {
        try (WorkerPool inner =
                WorkerPool.builder().workers(2).startMethod(method).build()) {
            return inner.map(numbers(count), PoolContract::square).stream()
                    .mapToInt(i -> i)
                    .sum();
        }
    }

    @Test
    void aTaskKnowsItsWorker() throws Exception {
        try (WorkerPool pool = builder().build()) {
            assertTrue(Worker.current().isEmpty());
            assertTrue(pool.submit(() -> Worker.current().orElseThrow().id()).get() < WORKERS);
        }
    }
}
