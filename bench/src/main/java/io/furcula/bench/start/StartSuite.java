package io.furcula.bench.start;

import io.furcula.bench.BenchFailedException;
import io.furcula.bench.BenchOptions;
import io.furcula.bench.Results;
import io.furcula.bench.Screen;
import io.furcula.bench.Suite;
import io.furcula.bench.parent.Measured;
import io.furcula.bench.parent.MethodSubject;
import io.furcula.bench.parent.Question;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How long is it from the start of a child that does nothing until it has been joined, and does that
 * depend on what its parent holds? And is what is compiled in the parent compiled in the child?
 *
 * <p>Each parent is a process of its own, and the start methods take turns. A fresh JVM inherits its
 * parent's options, also those of the heap. What a start method makes once for many starts is in the
 * first start, which is shown apart. Not measured: the freeing of what a joined child leaves in its
 * parent, and starts side by side.
 */
public final class StartSuite implements Suite {

    private static final List<String> PEERS = List.of("fork", "spawn", "forkserver");
    private static final MethodSubject.Programs PROGRAMS =
            new MethodSubject.Programs(StartParent.class, "start_peer.py");
    private static final Plan FULL = new Plan(3, 20, Duration.ofSeconds(1));
    private static final Plan QUICK = new Plan(1, 3, Duration.ZERO);
    private static final Duration LIMIT = Duration.ofMinutes(2);

    /**
     * How much to measure.
     *
     * @param batches parents for each subject and case
     * @param rounds children of each, measured
     * @param warmUp how long each starts others before
     */
    private record Plan(int batches, int rounds, Duration warmUp) {}

    @Override
    public String name() {
        return "start";
    }

    @Override
    public String description() {
        return "from start to join, by parents with little, much, and many threads";
    }

    @Override
    public void run(BenchOptions options, Results results, Screen screen)
            throws BenchFailedException, InterruptedException {
        Plan plan = options.quick() ? QUICK : FULL;
        List<MethodSubject> subjects = MethodSubject.of(name(), options, PEERS, PROGRAMS, screen);
        screen.print("start: us from start to join; %s starts each, by %s"
                .formatted(
                        plan.batches() * plan.rounds(),
                        plan.batches() == 1 ? "one parent" : plan.batches() + " parents"));
        screen.print("vs python: p50 against Python's start method of the same name");
        screen.print("first: the first start of a parent, with what it makes once for many");
        screen.print("parent, huge: MiB that the parent has resident, of it in huge pages");
        for (StartCase startCase : StartCase.values()) {
            if (!startCase.isPossible()) {
                screen.note(startCase.id() + ": left out: this system has no such pages");
                continue;
            }
            StartReport report = new StartReport(
                    startCase,
                    Measured.inTurns(
                            question(startCase, plan),
                            startCase == StartCase.FIRST_HOT_CALL ? ours(subjects) : subjects,
                            plan.batches(),
                            screen));
            report.print(screen);
            report.addTo(results, params(startCase, plan));
        }
    }

    private static Question question(StartCase startCase, Plan plan) {
        return new Question(
                startCase.id(),
                startCase.jvmOptions(),
                List.of(
                        startCase.id(),
                        String.valueOf(plan.warmUp().toMillis()),
                        String.valueOf(plan.rounds())),
                LIMIT);
    }

    /** Python compiles nothing that a child could inherit. */
    private static List<MethodSubject> ours(List<MethodSubject> subjects) {
        return subjects.stream().filter(s -> s.python().isEmpty()).toList();
    }

    private static Map<String, Object> params(StartCase startCase, Plan plan) {
        Map<String, Object> params = new LinkedHashMap<>();
        params.put("batches", plan.batches());
        params.put("rounds", plan.rounds());
        params.put("warm_up_ms", plan.warmUp().toMillis());
        params.put("jvm", String.join(" ", startCase.jvmOptions()));
        return params;
    }
}
