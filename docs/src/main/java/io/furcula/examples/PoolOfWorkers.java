package io.furcula.examples;

import io.furcula.pool.DeathPolicy;
import io.furcula.pool.MapOptions;
import io.furcula.pool.Outcome;
import io.furcula.pool.TaskFuture;
import io.furcula.pool.TaskTimeoutException;
import io.furcula.pool.Timeout;
import io.furcula.pool.WorkerPool;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Workers that do tasks; Python's example of a pool, and mpire's of state. */
public final class PoolOfWorkers {

    private PoolOfWorkers() {}

    // region first
    public static void main(String[] args) throws Exception {
        try (WorkerPool pool = WorkerPool.builder().workers(4).build()) {
            System.out.println(pool.map(List.of(1, 2, 3, 4), PoolOfWorkers::cube));
            TaskFuture<Integer> one = pool.apply(PoolOfWorkers::cube, 10);
            System.out.println(one.get());
            try (Stream<Integer> some = pool.imap(
                    () -> IntStream.iterate(0, i -> i + 1).iterator(), PoolOfWorkers::cube)) {
                System.out.println(some.limit(5).toList());
            }
        }
        state();
        limits();
    }

    private static int cube(int number) {
        return number * number * number;
    }
    // endregion

    // region state
    private static void state() throws InterruptedException {
        try (WorkerPool pool = WorkerPool.builder()
                .workers(2)
                .shared(List.of("to be", "or not", "to be"))
                .onWorkerStart(worker -> worker.state(new ArrayList<String>()))
                .build()) {
            List<String> lines = pool.map(List.of(0, 1, 2), (worker, index) -> {
                String line = worker.<List<String>>shared().get(index);
                worker.<List<String>>state().add(line); // of this worker's own
                return line.toUpperCase(Locale.ROOT);
            });
            System.out.println(lines);
        }
    }
    // endregion

    // region limits
    private static void limits() throws InterruptedException {
        try (WorkerPool pool = WorkerPool.builder().workers(2).build()) {
            MapOptions options = MapOptions.defaults()
                    .timeout(Timeout.hard(Duration.ofMillis(500))) // its worker is killed then
                    .onWorkerDeath(DeathPolicy.retry(1));
            for (Outcome<Integer> outcome :
                    pool.mapOutcomes(List.of(1, 0, 2), PoolOfWorkers::work, options)) {
                boolean isTooLong = outcome.failure() instanceof TaskTimeoutException;
                System.out.println(
                        outcome.index() + ": " + (isTooLong ? "too long" : outcome.result()));
            }
            try {
                pool.submit(() -> work(0), Timeout.soft(Duration.ofMillis(200))).get();
            } catch (ExecutionException e) {
                System.out.println(e.getCause() instanceof TaskTimeoutException);
            }
        }
    }

    private static int work(int item) throws InterruptedException {
        if (item == 0) {
            new CountDownLatch(1).await(); // for ever
        }
        return 10 / item;
    }
    // endregion
}
