package io.furcula.bench.jobs;

import io.furcula.bench.BenchOptions;
import io.furcula.bench.Numbers;
import io.furcula.bench.Result;
import io.furcula.bench.Results;
import io.furcula.bench.Screen;
import io.furcula.bench.TextTable;
import io.furcula.bench.jobs.Subject.Round;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.DoubleFunction;

/**
 * All rounds of a run, as a table and as results.
 *
 * @param options what was asked for
 * @param measured at least one
 */
record JobsReport(BenchOptions options, List<Measured> measured) {

    /**
     * All rounds of one subject.
     *
     * @param subject its name
     * @param rounds at least one
     */
    record Measured(String subject, List<Round> rounds) {}

    /** {@return what the first round came to, which all others must have come to} */
    private JobTotals totals() {
        return measured.get(0).rounds().get(0).totals();
    }

    /** {@return a round that came to something else than the first one, and what, if there is any} */
    Optional<String> difference() {
        for (Measured one : measured) {
            for (Round round : one.rounds()) {
                if (!round.totals().equals(totals())) {
                    return Optional.of("\n  %s: %s\n  %s: %s"
                            .formatted(
                                    measured.get(0).subject(),
                                    totals(),
                                    one.subject(),
                                    round.totals()));
                }
            }
        }
        return Optional.empty();
    }

    void print(Screen screen) {
        int rounds = measured.get(0).rounds().size();
        screen.print("jobs: %s jars, %s MB; %d worker%s; %s"
                .formatted(
                        Numbers.whole(totals().jars()),
                        Numbers.plain(totals().bytes() / 1e6),
                        options.workers(),
                        options.workers() == 1 ? "" : "s",
                        rounds == 1 ? "one round" : "median of " + rounds + " rounds"));
        screen.print("");
        TextTable table = new TextTable(
                "method", "start-up", "wall", "jar/s", "MB/s", "private", "Pss", "equal");
        for (Measured one : measured) {
            boolean equal = one.rounds().stream().allMatch(r -> r.totals().equals(totals()));
            table.row(
                    one.subject(),
                    median(one, Metric.START_UP, Numbers::time),
                    median(one, Metric.WALL, Numbers::time),
                    median(one, Metric.THROUGHPUT, Numbers::plain),
                    median(one, Metric.THROUGHPUT_BYTES, Numbers::plain),
                    median(one, Metric.MEMORY_PRIVATE, Numbers::plain),
                    median(one, Metric.MEMORY_PROPORTIONAL, Numbers::plain),
                    equal ? "yes" : "NO");
        }
        table.lines().forEach(screen::print);
        screen.print("");
        screen.print("start-up: until all workers are ready; wall: from first path to last result");
        screen.print(
                "private, Pss: MiB of a worker at its end; Pss has its part of what is shared");
        if (measured.stream()
                .anyMatch(m -> Metric.MEMORY_PRIVATE.samples(m.rounds()).isEmpty())) {
            screen.print("-: shares this JVM, or this system does not tell");
        }
        screen.print("equal results: " + (difference().isEmpty() ? "yes" : "NO"));
        screen.print("  " + totals());
    }

    private static String median(Measured one, Metric metric, DoubleFunction<String> format) {
        List<Double> samples = metric.samples(one.rounds());
        return samples.isEmpty() ? "-" : format.apply(Result.percentile(samples, 0.5));
    }

    void addTo(Results results) {
        String input = options.folder() == null ? "maven-repository" : "folder";
        for (Measured one : measured) {
            JobTotals totals = one.rounds().get(0).totals();
            Map<String, Object> params = new LinkedHashMap<>();
            params.put("workers", options.workers());
            params.put("jars", totals.jars());
            params.put("bytes", totals.bytes());
            params.put("classes", totals.classes());
            params.put("digest", totals.digest());
            for (Metric metric : Metric.values()) {
                List<Double> samples = metric.samples(one.rounds());
                if (!samples.isEmpty()) {
                    results.add(Result.of(
                            "jobs",
                            input,
                            one.subject(),
                            metric.id(),
                            metric.unit(),
                            samples,
                            params));
                }
            }
        }
    }
}
