package io.furcula.bench.allocation;

import io.furcula.bench.parent.Metric;
import io.furcula.bench.parent.ParentProcess;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** The parent process: {@code CASE ITERATIONS ITERATION_MS}. It is JMH's JVM itself. */
final class AllocationParent {

    static final Metric METRIC = new Metric("alloc", "B/op");

    /** JMH lets one run at a time on a machine, for the sake of times, which nobody looks at here. */
    static final String OPTION = "-Djmh.ignoreLock=true";

    private static final String OF_PROFILER = "gc.alloc.rate.norm";

    private AllocationParent() {}

    public static void main(String[] args) throws Exception {
        AllocationCase allocationCase = AllocationCase.of(args[0]);
        int iterations = Integer.parseInt(args[1]);
        TimeValue time = TimeValue.milliseconds(Long.parseLong(args[2]));
        ParentProcess.answer(() -> measure(allocationCase, iterations, time));
    }

    private static Map<String, List<Double>> measure(
            AllocationCase allocationCase, int iterations, TimeValue time) throws RunnerException {
        RunResult result = new Runner(new OptionsBuilder()
                        .include(allocationCase.pattern())
                        .addProfiler(GCProfiler.class)
                        .forks(0)
                        .warmupIterations(iterations)
                        .warmupTime(time)
                        .measurementIterations(iterations)
                        .measurementTime(time)
                        .shouldFailOnError(true)
                        .verbosity(VerboseMode.SILENT)
                        .build())
                .runSingle();
        List<Double> samples = new ArrayList<>();
        result.getBenchmarkResults()
                .forEach(b -> b.getIterationResults().forEach(i -> samples.add(bytes(i))));
        return Map.of(METRIC.id(), samples);
    }

    private static double bytes(IterationResult iteration) {
        return Objects.requireNonNull(iteration.getSecondaryResults().get(OF_PROFILER))
                .getScore();
    }
}
