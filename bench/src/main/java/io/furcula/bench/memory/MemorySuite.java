package io.furcula.bench.memory;

import static io.furcula.bench.memory.MemoryParent.PRIVATE_DIRTY;
import static io.furcula.bench.memory.MemoryParent.PSS;

import io.furcula.bench.BenchFailedException;
import io.furcula.bench.BenchOptions;
import io.furcula.bench.MemoryRollup;
import io.furcula.bench.Numbers;
import io.furcula.bench.Results;
import io.furcula.bench.Screen;
import io.furcula.bench.Suite;
import io.furcula.bench.TextTable;
import io.furcula.bench.parent.Measured;
import io.furcula.bench.parent.MethodSubject;
import io.furcula.bench.parent.Metric;
import io.furcula.bench.parent.Question;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * How much memory does an idle child take, alone and among others? By what Linux counts: private
 * dirty is what a child alone has, and has written to; Pss adds its part of what it shares with its
 * parent, its siblings, and anyone else.
 *
 * <p>Not measured: what a child comes to take by its work, and tables that the kernel keeps for it.
 */
public final class MemorySuite implements Suite {

    private static final List<String> PEERS = List.of("fork");
    private static final MethodSubject.Programs PROGRAMS =
            new MethodSubject.Programs(MemoryParent.class, "memory_peer.py");
    private static final List<Integer> CHILDREN = List.of(1, 4, 20);
    private static final String JVM_OPTION = "-Xmx64m";
    private static final Duration LIMIT = Duration.ofMinutes(2);

    @Override
    public String name() {
        return "memory";
    }

    @Override
    public String description() {
        return "of an idle child: alone, of 4, and of 20 (Linux)";
    }

    @Override
    public void run(BenchOptions options, Results results, Screen screen)
            throws BenchFailedException, InterruptedException {
        if (!MemoryRollup.isKnown()) {
            screen.note("memory: left out: this system has no /proc/PID/smaps_rollup; Linux has");
            return;
        }
        List<MethodSubject> subjects = MethodSubject.of(name(), options, PEERS, PROGRAMS, screen);
        List<List<Measured<MethodSubject>>> cases = new ArrayList<>();
        for (int children : CHILDREN) {
            List<Measured<MethodSubject>> measured =
                    Measured.inTurns(question(children), subjects, 1, screen);
            // Who cannot do the first case cannot do the others.
            subjects = measured.stream().map(Measured::subject).toList();
            cases.add(measured);
            measured.forEach(m -> m.addTo(
                    results,
                    name(),
                    caseName(children),
                    List.of(PRIVATE_DIRTY, PSS),
                    Map.of("children", children, "jvm", JVM_OPTION)));
        }
        print(subjects, cases, screen);
    }

    private static String caseName(int children) {
        return children == 1 ? "one" : "one-of-" + children;
    }

    private static Question question(int children) {
        return new Question(
                caseName(children), List.of(JVM_OPTION), List.of(String.valueOf(children)), LIMIT);
    }

    private static void print(
            List<MethodSubject> subjects,
            List<List<Measured<MethodSubject>>> cases,
            Screen screen) {
        if (subjects.isEmpty()) {
            return;
        }
        TextTable table =
                new TextTable("method", "dirty: one", "of 4", "of 20", "Pss: one", "of 4", "of 20");
        for (MethodSubject subject : subjects) {
            List<String> row = new ArrayList<>(List.of(subject.name()));
            for (Metric metric : List.of(PRIVATE_DIRTY, PSS)) {
                for (List<Measured<MethodSubject>> measured : cases) {
                    measured.stream()
                            .filter(m -> m.subject().equals(subject))
                            .forEach(m -> row.add(mean(m, metric)));
                }
            }
            table.row(row.toArray(String[]::new));
        }
        screen.print("memory: KiB of an idle child, the mean of all; one, of 4, of 20");
        screen.print("dirty: its alone, and written to; Pss: that, and its part of what it shares");
        screen.print("");
        table.lines().forEach(screen::print);
    }

    private static String mean(Measured<?> measured, Metric metric) {
        return Numbers.plain(
                measured.samples(metric).stream().mapToDouble(d -> d).average().orElseThrow());
    }
}
