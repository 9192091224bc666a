package io.furcula.bench;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Processes that a start method runs on its own account, such as one that makes an archive. */
public final class Helpers {

    private static final Duration TICK = Duration.ofMillis(100);

    /** A tenth of a processor: idle JVMs use some too. */
    private static final Duration QUIET = TICK.dividedBy(10);

    private Helpers() {}

    /**
     * Waits until this process's descendants use next to no processor: a measurement should not run
     * beside them.
     *
     * @param limit the longest wait
     * @throws InterruptedException if interrupted while waiting
     */
    public static void awaitQuiet(Duration limit) throws InterruptedException {
        long end = System.nanoTime() + limit.toNanos();
        long before;
        long now = cpuNanos();
        do {
            before = now;
            TimeUnit.MILLISECONDS.sleep(TICK.toMillis());
            now = cpuNanos();
        } while (now - before > QUIET.toNanos() && System.nanoTime() < end);
    }

    private static long cpuNanos() {
        return ProcessHandle.current()
                .descendants()
                .mapToLong(
                        p -> p.info().totalCpuDuration().map(Duration::toNanos).orElse(0L))
                .sum();
    }
}
