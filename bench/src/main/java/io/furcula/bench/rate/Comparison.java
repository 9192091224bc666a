package io.furcula.bench.rate;

import io.furcula.bench.BenchFailedException;
import io.furcula.bench.BenchOptions;
import io.furcula.bench.Numbers;
import io.furcula.bench.Result;
import io.furcula.bench.Results;
import io.furcula.bench.Screen;
import io.furcula.bench.TextTable;
import io.furcula.bench.parent.Measured;
import io.furcula.bench.parent.Metric;
import io.furcula.bench.parent.Question;
import io.furcula.bench.parent.Subject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What subjects of several kinds came to, case by case: one table, and results. */
public final class Comparison {

    /** Columns for rates. */
    public static final List<Percentile> RANGE = List.of(
            new Percentile("median", 0.5), new Percentile("min", 0), new Percentile("max", 1));

    private static final int BATCHES = 3;
    private static final Duration LIMIT = Duration.ofMinutes(1);
    private static final String OURS = "furcula-";

    private final String suite;
    private final Metric metric;
    private final List<Percentile> columns;
    private final Timing timing;
    private final int batches;
    private final Screen screen;
    private final Map<String, List<Measured<Subject>>> cases = new LinkedHashMap<>();
    private final Map<String, Map<String, Object>> params = new LinkedHashMap<>();

    /**
     * A column of the table.
     *
     * @param name its head
     * @param fraction 0.5 for the median
     */
    public record Percentile(String name, double fraction) {}

    /**
     * Creates one without cases.
     *
     * @param suite the suite's name
     * @param metric what is measured
     * @param columns of the table
     * @param options tells how much to measure
     * @param screen shows progress, notes, and the table
     */
    public Comparison(
            String suite,
            Metric metric,
            List<Percentile> columns,
            BenchOptions options,
            Screen screen) {
        this.suite = suite;
        this.metric = metric;
        this.columns = columns;
        this.timing = Timing.of(options);
        this.batches = options.quick() ? 1 : BATCHES;
        this.screen = screen;
    }

    /**
     * Asks all subjects, in turns. Each gets the case and the {@link Timing} as arguments.
     *
     * @param caseName the case
     * @param subjects who can do it
     * @param more what else has to be the same to compare it with another result
     * @throws BenchFailedException if one fails, hangs, or what it received was not what was sent
     * @throws InterruptedException if interrupted
     */
    public void ask(String caseName, List<Subject> subjects, Map<String, Object> more)
            throws BenchFailedException, InterruptedException {
        List<String> arguments = new ArrayList<>(List.of(caseName));
        arguments.addAll(timing.arguments());
        Question question = new Question(caseName, List.of(), arguments, LIMIT);
        cases.put(caseName, Measured.inTurns(question, subjects, batches, screen));
        Map<String, Object> all = new LinkedHashMap<>(more);
        all.put("batches", batches);
        all.put("warm_up_ms", timing.warmUp().toMillis());
        all.put("window_ms", timing.window().toMillis());
        all.put("windows", Timing.WINDOWS);
        params.put(caseName, all);
    }

    /**
     * Prints the table.
     *
     * @param better {@code more} or {@code less}
     */
    public void print(String better) {
        screen.print("%s: %s, %s is better; %s of each, in turns"
                .formatted(
                        suite,
                        metric.unit(),
                        better,
                        batches == 1 ? "one run" : batches + " runs"));
        screen.print("furcula vs: furcula's %s divided by this one's"
                .formatted(columns.get(0).name()));
        screen.print("");
        List<String> head = new ArrayList<>(List.of("case", "subject"));
        columns.forEach(c -> head.add(c.name()));
        head.add("furcula vs");
        TextTable table = new TextTable(head.toArray(String[]::new));
        cases.forEach((name, measured) -> measured.forEach(
                one -> table.row(row(name, one, measured).toArray(String[]::new))));
        table.lines().forEach(screen::print);
    }

    private List<String> row(
            String caseName, Measured<Subject> one, List<Measured<Subject>> measured) {
        List<String> row = new ArrayList<>(List.of(caseName, one.subject().name()));
        columns.forEach(c -> row.add(one.percentile(metric, c.fraction())));
        row.add(measured.stream()
                .filter(m -> isOurs(m) && !isOurs(one))
                .findFirst()
                .filter(ours -> first(one) > 0)
                .map(ours -> Numbers.plain(first(ours) / first(one)) + "x")
                .orElse("-"));
        return row;
    }

    private static boolean isOurs(Measured<Subject> measured) {
        return measured.subject().name().startsWith(OURS);
    }

    private double first(Measured<Subject> measured) {
        return Result.percentile(measured.samples(metric), columns.get(0).fraction());
    }

    /**
     * Adds all that was measured.
     *
     * @param results gets it
     */
    public void addTo(Results results) {
        cases.forEach((name, measured) -> measured.forEach(one -> one.addTo(
                results, suite, name, List.of(metric), params.getOrDefault(name, Map.of()))));
    }
}
