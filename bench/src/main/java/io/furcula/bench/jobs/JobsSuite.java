package io.furcula.bench.jobs;

import io.furcula.bench.BenchFailedException;
import io.furcula.bench.BenchOptions;
import io.furcula.bench.Helpers;
import io.furcula.bench.Numbers;
import io.furcula.bench.Python;
import io.furcula.bench.Results;
import io.furcula.bench.Screen;
import io.furcula.bench.Suite;
import io.furcula.bench.jobs.JobsReport.Measured;
import io.furcula.forkserver.ForkServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How long does a real job take by each start method, and what does a worker cost? The job: SHA-256
 * and number of classes of every jar below a folder.
 *
 * <p>The methods take turns, round by round, so that a noisy machine is noisy for all. Not measured:
 * the disk, since all is read once before; the start of this JVM or of Python's interpreter; and what
 * a start method makes once for many starts. Workers that are threads find this JVM's code compiled
 * from the second round on; others begin each round with a new JVM.
 */
public final class JobsSuite implements Suite {

    private static final int ROUNDS = 3;
    private static final Duration HELPERS_LIMIT = Duration.ofSeconds(10);

    @Override
    public String name() {
        return "jobs";
    }

    @Override
    public String description() {
        return "SHA-256 and class count of every jar in the local Maven repository";
    }

    @Override
    public void run(BenchOptions options, Results results, Screen screen)
            throws BenchFailedException, InterruptedException {
        try {
            measure(options, results, screen);
        } finally {
            ForkServer.stop(HELPERS_LIMIT); // of no use to the next suite
        }
    }

    private void measure(BenchOptions options, Results results, Screen screen)
            throws BenchFailedException, InterruptedException {
        JarFolder input = JarFolder.find(options);
        int rounds = options.quick() ? 1 : ROUNDS;
        List<Subject> subjects = subjects(options, screen);
        screen.note("jobs: reading " + input.jars().size()
                + " jars once, so that none waits for the disk");
        for (Subject subject : subjects) {
            subject.prepare(options.workers());
        }
        input.warmPageCache();
        Helpers.awaitQuiet(HELPERS_LIMIT);

        List<Measured> measured = new ArrayList<>();
        subjects.forEach(s -> measured.add(new Measured(s.name(), new ArrayList<>())));
        for (int round = 1; round <= rounds; round++) {
            for (int i = 0; i < subjects.size(); i++) {
                String label = subjects.get(i).name() + ", round " + round + " of " + rounds;
                Subject.Round done = subjects.get(i).run(input, options.workers(), screen, label);
                screen.note(label + ": " + Numbers.time(done.wallMs()));
                measured.get(i).rounds().add(done);
            }
        }
        JobsReport report = new JobsReport(options, measured);
        report.print(screen);
        report.addTo(results);
        Optional<String> difference = report.difference();
        if (difference.isPresent()) {
            throw new BenchFailedException("The results differ:" + difference.get());
        }
    }

    private List<Subject> subjects(BenchOptions options, Screen screen)
            throws BenchFailedException, InterruptedException {
        List<Subject> subjects = new ArrayList<>();
        options.methods().forEach(method -> subjects.add(new FurculaSubject(method)));
        Python.asPeer(name(), options, screen)
                .ifPresent(python -> subjects.addAll(PythonSubject.of(python)));
        return subjects;
    }
}
