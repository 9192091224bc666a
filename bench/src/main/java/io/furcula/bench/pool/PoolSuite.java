package io.furcula.bench.pool;

import io.furcula.bench.BenchFailedException;
import io.furcula.bench.BenchOptions;
import io.furcula.bench.Python;
import io.furcula.bench.Results;
import io.furcula.bench.Screen;
import io.furcula.bench.Suite;
import io.furcula.bench.parent.JavaSubject;
import io.furcula.bench.parent.Metric;
import io.furcula.bench.parent.PythonSubject;
import io.furcula.bench.parent.Subject;
import io.furcula.bench.rate.Comparison;
import io.furcula.bench.rate.Meter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How many trivial tasks a second do two workers do, and how long does a new pool take for its first result?
 *
 * <p>A map of 100,000 numbers, each of which is tripled; mpire has 10,000 where each is a chunk of its own, since
 * it would take ten seconds otherwise. All results are checked. Not measured: the start of the pool, but for {@code
 * first-result}, which is all about it.
 */
public final class PoolSuite implements Suite {

    private static final String SCRIPT = "pool_peer.py";
    private static final Metric FIRST = new Metric(FurculaPoolParent.FIRST_RESULT_METRIC, "ms");

    @Override
    public String name() {
        return "pool";
    }

    @Override
    public String description() {
        return "tasks a second by two workers, and a new pool's first result";
    }

    @Override
    public void run(BenchOptions options, Results results, Screen screen)
            throws BenchFailedException, InterruptedException {
        List<Subject> subjects = new ArrayList<>();
        for (String method : options.methods()) {
            subjects.add(
                    new JavaSubject("furcula-" + method, FurculaPoolParent.class, List.of(method)));
        }
        Optional<Python> python = Python.asPeer(name(), options, screen);
        if (python.isPresent()) {
            subjects.add(peer(python.get(), python.get().subject("pool"), "python"));
            subjects.add(peer(python.get(), "mpire", "mpire"));
        }
        Map<String, Object> params = Map.of("workers", 2, "tasks", 100_000);
        Comparison rates =
                new Comparison(name(), Meter.metric("task/s"), Comparison.RANGE, options, screen);
        rates.ask("chunk-1", subjects, params);
        rates.ask("chunk-default", subjects, params);
        rates.print("more");
        rates.addTo(results);
        Comparison starts = new Comparison(name(), FIRST, Comparison.RANGE, options, screen);
        starts.ask(FurculaPoolParent.FIRST_RESULT, subjects, Map.of("workers", 2));
        starts.print("less");
        starts.addTo(results);
    }

    private static Subject peer(Python python, String subject, String library) {
        return new PythonSubject(subject, python, PoolSuite.class, SCRIPT, List.of(library));
    }
}
