package io.furcula.bench.allocation;

import io.furcula.bench.BenchFailedException;
import io.furcula.bench.BenchOptions;
import io.furcula.bench.Results;
import io.furcula.bench.Screen;
import io.furcula.bench.Suite;
import io.furcula.bench.TextTable;
import io.furcula.bench.parent.JavaSubject;
import io.furcula.bench.parent.Measured;
import io.furcula.bench.parent.Question;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * How many bytes of objects does a message cost, from before it is put until after it is taken? The
 * object that is taken is among them, the one that is put is not. By JMH, with its profiler {@code gc}.
 *
 * <p>Not measured: what it costs a process that only puts, or only takes; and time.
 */
public final class AllocationSuite implements Suite {

    private static final Duration LIMIT = Duration.ofMinutes(1);

    @Override
    public String name() {
        return "allocation";
    }

    @Override
    public String description() {
        return "bytes that a message leaves on the heap, from put to take";
    }

    @Override
    public void run(BenchOptions options, Results results, Screen screen)
            throws BenchFailedException, InterruptedException {
        int iterations = options.quick() ? 1 : 3;
        int iterationMs = options.quick() ? 100 : 1_000;
        JavaSubject subject = new JavaSubject("furcula-queue", AllocationParent.class, List.of());
        TextTable table = new TextTable("case", "median", "min", "max");
        for (AllocationCase allocationCase : AllocationCase.values()) {
            Question question = new Question(
                    allocationCase.id(),
                    List.of(AllocationParent.OPTION),
                    List.of(
                            allocationCase.id(),
                            String.valueOf(iterations),
                            String.valueOf(iterationMs)),
                    LIMIT);
            for (Measured<JavaSubject> measured :
                    Measured.inTurns(question, List.of(subject), 1, screen)) {
                table.row(
                        allocationCase.id(),
                        measured.percentile(AllocationParent.METRIC, 0.5),
                        measured.percentile(AllocationParent.METRIC, 0),
                        measured.percentile(AllocationParent.METRIC, 1));
                measured.addTo(
                        results,
                        name(),
                        allocationCase.id(),
                        List.of(AllocationParent.METRIC),
                        Map.of("iterations", iterations, "iteration_ms", iterationMs));
            }
        }
        screen.print("allocation: bytes of objects for each message of furcula-queue");
        screen.print("");
        table.lines().forEach(screen::print);
    }
}
