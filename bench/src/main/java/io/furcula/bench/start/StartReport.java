package io.furcula.bench.start;

import static io.furcula.bench.start.StartParent.FIRST_CALL;
import static io.furcula.bench.start.StartParent.FIRST_START;
import static io.furcula.bench.start.StartParent.HOT_CALL;
import static io.furcula.bench.start.StartParent.PARENT_HUGE_PAGES;
import static io.furcula.bench.start.StartParent.PARENT_RESIDENT;
import static io.furcula.bench.start.StartParent.START_TO_JOIN;

import io.furcula.bench.Numbers;
import io.furcula.bench.Result;
import io.furcula.bench.Results;
import io.furcula.bench.Screen;
import io.furcula.bench.TextTable;
import io.furcula.bench.parent.Measured;
import io.furcula.bench.parent.MethodSubject;
import io.furcula.bench.parent.Metric;
import java.util.List;
import java.util.Map;

/**
 * One case, as a table and as results.
 *
 * @param startCase the case
 * @param measured all subjects that could do it
 */
record StartReport(StartCase startCase, List<Measured<MethodSubject>> measured) {

    private static final List<Metric> METRICS = List.of(
            START_TO_JOIN, FIRST_START, FIRST_CALL, HOT_CALL, PARENT_RESIDENT, PARENT_HUGE_PAGES);

    void print(Screen screen) {
        if (measured.isEmpty()) {
            return;
        }
        screen.print("");
        screen.print(startCase.id() + ": " + startCase.description());
        screen.print("");
        TextTable table = startCase == StartCase.FIRST_HOT_CALL ? calls() : starts();
        table.lines().forEach(screen::print);
    }

    private TextTable starts() {
        TextTable table = new TextTable(
                "method", "p10", "p50", "p90", "vs python", "first", "parent", "huge");
        for (Measured<MethodSubject> one : measured) {
            table.row(
                    one.subject().name(),
                    one.percentile(START_TO_JOIN, 0.1),
                    one.percentile(START_TO_JOIN, 0.5),
                    one.percentile(START_TO_JOIN, 0.9),
                    versusPython(one),
                    one.percentile(FIRST_START, 0.5),
                    one.percentile(PARENT_RESIDENT, 0.5),
                    one.percentile(PARENT_HUGE_PAGES, 0.5));
        }
        return table;
    }

    private TextTable calls() {
        TextTable table = new TextTable("method", "p10", "p50", "p90", "in parent", "ratio");
        for (Measured<MethodSubject> one : measured) {
            table.row(
                    one.subject().name(),
                    one.percentile(FIRST_CALL, 0.1),
                    one.percentile(FIRST_CALL, 0.5),
                    one.percentile(FIRST_CALL, 0.9),
                    one.percentile(HOT_CALL, 0.5),
                    ratio(median(one, FIRST_CALL), median(one, HOT_CALL)));
        }
        return table;
    }

    /** Against Python's start method of the same name. */
    private String versusPython(Measured<MethodSubject> one) {
        return measured.stream()
                .filter(m -> one.subject().python().isEmpty()
                        && m.subject().python().isPresent()
                        && m.subject().method().equals(one.subject().method()))
                .findFirst()
                .map(peer -> ratio(median(one, START_TO_JOIN), median(peer, START_TO_JOIN)))
                .orElse("-");
    }

    private static double median(Measured<?> one, Metric metric) {
        return Result.percentile(one.samples(metric), 0.5);
    }

    private static String ratio(double value, double baseline) {
        return Numbers.plain(value / baseline) + "x";
    }

    void addTo(Results results, Map<String, Object> params) {
        measured.forEach(m -> m.addTo(results, "start", startCase.id(), METRICS, params));
    }
}
