package io.furcula.bench.jobs;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Processes that a start method runs on its own account, such as one that makes an archive. */
final class Helpers {

    private static final long QUIET_MS = 200;

    private Helpers() {}

    /** Waits until those there are use no processor any more: a round should not run beside them. */
    static void awaitQuiet(Duration limit) throws InterruptedException {
        long end = System.nanoTime() + limit.toNanos();
        long before = -1;
        long now = cpuNanos();
        while (now != before && System.nanoTime() < end) {
            before = now;
            TimeUnit.MILLISECONDS.sleep(QUIET_MS);
            now = cpuNanos();
        }
    }

    private static long cpuNanos() {
        return ProcessHandle.current()
                .descendants()
                .mapToLong(
                        p -> p.info().totalCpuDuration().map(Duration::toNanos).orElse(0L))
                .sum();
    }
}
