package io.furcula.bench;

import io.furcula.bench.allocation.AllocationSuite;
import io.furcula.bench.jobs.JobsSuite;
import io.furcula.bench.memory.MemorySuite;
import io.furcula.bench.message.LatencySuite;
import io.furcula.bench.message.QueueSuite;
import io.furcula.bench.pool.PoolSuite;
import io.furcula.bench.shared.CounterSuite;
import io.furcula.bench.shared.LockSuite;
import io.furcula.bench.start.StartSuite;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** The suites by name. */
final class Suites {

    private static final List<Suite> BUILT = List.of(
            new JobsSuite(),
            new StartSuite(),
            new MemorySuite(),
            new QueueSuite(),
            new LatencySuite(),
            new AllocationSuite(),
            new CounterSuite(),
            new LockSuite(),
            new PoolSuite());

    private Suites() {}

    /**
     * {@return the suites of these names, in this order}
     *
     * @throws IllegalArgumentException if there is no such suite; the message lists those there are
     */
    static List<Suite> named(List<String> names) {
        List<Suite> suites = new ArrayList<>();
        for (String name : names) {
            suites.add(BUILT.stream()
                    .filter(s -> s.name().equals(name))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException(missing(name))));
        }
        return suites;
    }

    private static String missing(String name) {
        return "There is no suite '" + name + "'.\n" + list();
    }

    /** {@return the suites there are, with their descriptions} */
    static String list() {
        return BUILT.stream()
                .map(s -> String.format("  %-12s%s", s.name(), s.description()))
                .collect(Collectors.joining("\n", "suites:\n", ""));
    }
}
