package io.furcula.bench.jobs;

import io.furcula.bench.jobs.Subject.Round;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/** What is measured of a round: one sample, or one of each worker. */
enum Metric {
    START_UP("ms", r -> List.of(r.startUpMs())),
    WALL("ms", r -> List.of(r.wallMs())),
    THROUGHPUT("jar/s", r -> List.of(r.totals().jars() / (r.wallMs() / 1000))),
    THROUGHPUT_BYTES("MB/s", r -> List.of(r.totals().bytes() / 1e6 / (r.wallMs() / 1000))),
    MEMORY_PRIVATE(
            "MiB", r -> r.memory().stream().map(m -> m.privateKib() / 1024.0).toList()),
    MEMORY_PROPORTIONAL(
            "MiB",
            r -> r.memory().stream().map(m -> m.proportionalKib() / 1024.0).toList());

    private final String unit;

    @SuppressWarnings("ImmutableEnumChecker") // a lambda that captures nothing
    private final Function<Round, List<Double>> samples;

    Metric(String unit, Function<Round, List<Double>> samples) {
        this.unit = unit;
        this.samples = samples;
    }

    /** {@return the name in the JSON file} */
    String id() {
        return name().toLowerCase(Locale.ROOT);
    }

    String unit() {
        return unit;
    }

    /** {@return all samples; none if it cannot be measured} */
    List<Double> samples(List<Round> rounds) {
        return rounds.stream().flatMap(r -> samples.apply(r).stream()).toList();
    }
}
