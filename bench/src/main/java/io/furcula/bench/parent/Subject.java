package io.furcula.bench.parent;

import io.furcula.bench.BenchFailedException;
import io.furcula.bench.BenchOptions;
import io.furcula.bench.Python;
import io.furcula.bench.Screen;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A start method, of Furcula or of Python.
 *
 * @param name for example {@code furcula-spawn} or {@code python3.11-spawn}
 * @param method for example {@code spawn}
 * @param python whose it is, or empty if Furcula's
 */
public record Subject(String name, String method, Optional<Python> python) {

    /**
     * {@return those that were asked for}
     *
     * @param suite who asks
     * @param options the start methods, and whether to compare with Python
     * @param peers which of Python's start methods to compare with
     * @param screen is told if there is no Python
     */
    public static List<Subject> of(
            String suite, BenchOptions options, List<String> peers, Screen screen)
            throws BenchFailedException, InterruptedException {
        List<Subject> subjects = new ArrayList<>();
        for (String method : options.methods()) {
            subjects.add(new Subject("furcula-" + method, method, Optional.empty()));
        }
        Optional<Python> python = Python.asPeer(suite, options, screen);
        if (python.isPresent()) {
            for (String method : peers) {
                if (python.get().startMethods().contains(method)) {
                    subjects.add(new Subject(python.get().subject(method), method, python));
                }
            }
        }
        return subjects;
    }

    /** Runs a parent process once. */
    String run(Question question) throws BenchFailedException, InterruptedException {
        String label = name + ", " + question.caseName();
        if (python.isEmpty()) {
            return ParentProcess.run(label, method, question);
        }
        List<String> arguments = new ArrayList<>(List.of(method));
        arguments.addAll(question.arguments());
        return python.get()
                .run(label, question.main(), question.script(), arguments, "", question.limit());
    }
}
