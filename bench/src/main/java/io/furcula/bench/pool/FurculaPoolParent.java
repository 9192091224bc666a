package io.furcula.bench.pool;

import io.furcula.Context;
import io.furcula.bench.parent.ParentProcess;
import io.furcula.bench.rate.Meter;
import io.furcula.bench.rate.Timing;
import io.furcula.pool.MapOptions;
import io.furcula.pool.WorkerPool;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The parent process: {@code METHOD CASE WARM_UP_MS WINDOW_MS}. Its peer is {@code pool_peer.py}. */
final class FurculaPoolParent {

    static final String FIRST_RESULT = "first-result";
    static final String FIRST_RESULT_METRIC = "first_result";

    private static final int WORKERS = 2;
    private static final int TASKS = 100_000;
    private static final int ROUNDS = 5;
    private static final int STARTS = 10;
    private static final int STARTS_BEFORE = 5;

    private FurculaPoolParent() {}

    public static void main(String[] args) throws Exception {
        Timing timing = Timing.of(args[2], args[3]);
        ParentProcess.answer(
                args[0],
                context -> args[1].equals(FIRST_RESULT)
                        ? Map.of(FIRST_RESULT_METRIC, firstResults(context))
                        : Map.of(Meter.THROUGHPUT, rates(context, args[1], timing)));
    }

    private static List<Double> rates(Context context, String caseName, Timing timing)
            throws InterruptedException {
        MapOptions options = caseName.equals("chunk-1")
                ? MapOptions.defaults().chunkSize(1)
                : MapOptions.defaults();
        List<Integer> items = IntStream.range(0, TASKS).boxed().collect(Collectors.toList());
        List<Integer> expected = items.stream().map(i -> 3 * i).collect(Collectors.toList());
        List<Double> rates = new ArrayList<>();
        try (WorkerPool pool =
                WorkerPool.builder().workers(WORKERS).context(context).build()) {
            long warm = System.nanoTime() + timing.warmUp().toNanos();
            do {
                check(pool.map(items, FurculaPoolParent::triple, options), expected);
            } while (System.nanoTime() - warm < 0);
            for (int i = 0; i < ROUNDS; i++) {
                long start = System.nanoTime();
                List<Integer> results = pool.map(items, FurculaPoolParent::triple, options);
                rates.add(TASKS * 1e9 / (System.nanoTime() - start));
                check(results, expected);
            }
        }
        return rates;
    }

    /** The first ones are not counted: a program that makes pools has made one before. */
    private static List<Double> firstResults(Context context) throws Exception {
        List<Double> millis = new ArrayList<>();
        for (int i = 0; i < STARTS_BEFORE + STARTS; i++) {
            long start = System.nanoTime();
            try (WorkerPool pool =
                    WorkerPool.builder().workers(WORKERS).context(context).build()) {
                int result = pool.apply(FurculaPoolParent::triple, 1).get();
                if (i >= STARTS_BEFORE) {
                    millis.add((System.nanoTime() - start) / 1e6);
                }
                check(List.of(result), List.of(3));
            }
        }
        return millis;
    }

    private static int triple(int number) {
        return 3 * number;
    }

    private static void check(List<Integer> results, List<Integer> expected) {
        if (!results.equals(expected)) {
            throw new IllegalStateException("the results are not those of the tasks");
        }
    }
}
