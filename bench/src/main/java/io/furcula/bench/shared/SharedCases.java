package io.furcula.bench.shared;

import io.furcula.bench.BenchFailedException;
import io.furcula.bench.BenchOptions;
import io.furcula.bench.Results;
import io.furcula.bench.Screen;
import io.furcula.bench.parent.Subject;
import io.furcula.bench.rate.Comparison;
import io.furcula.bench.rate.Meter;
import io.furcula.bench.rate.Peers;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/** The cases of both suites: one process alone, and two at once. */
final class SharedCases {

    /** After how many operations to look at the clock. */
    static final int LOOK_EVERY = 64;

    private static final String SUFFIX = "-process";
    private static final List<Integer> PROCESSES = List.of(1, 2);

    private SharedCases() {}

    /** {@return how many processes a case has} */
    static int processes(String caseName) {
        return Integer.parseInt(caseName.substring(0, caseName.length() - SUFFIX.length()));
    }

    /**
     * Runs a suite.
     *
     * @param suite its name
     * @param subjects who can do it
     */
    static void run(
            String suite,
            Function<Peers, Stream<Optional<Subject>>> subjects,
            BenchOptions options,
            Results results,
            Screen screen)
            throws BenchFailedException, InterruptedException {
        Optional<Peers> peers = Peers.find(suite, options, screen, SharedCases.class);
        if (peers.isEmpty()) {
            return;
        }
        Comparison comparison =
                new Comparison(suite, Meter.metric("op/s"), Comparison.RANGE, options, screen);
        for (int processes : PROCESSES) {
            comparison.ask(
                    processes + SUFFIX,
                    subjects.apply(peers.get()).flatMap(Optional::stream).toList(),
                    Map.of("processes", processes, "method", peers.get().method()));
        }
        comparison.print("more");
        comparison.addTo(results);
    }
}
