package io.furcula.bench.parent;

import io.furcula.bench.BenchFailedException;
import io.furcula.bench.BenchOptions;
import io.furcula.bench.Python;
import io.furcula.bench.Screen;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A start method, of Furcula or of Python. The parent gets its name as the first argument.
 *
 * @param name for example {@code furcula-spawn} or {@code python3.11-spawn}
 * @param method for example {@code spawn}
 * @param python whose it is, or empty if Furcula's
 * @param programs what to run
 */
public record MethodSubject(String name, String method, Optional<Python> python, Programs programs)
        implements Subject {

    /**
     * The same in two languages.
     *
     * @param main a class whose main method calls {@link ParentProcess#answer}
     * @param script the peer in Python, beside the class
     */
    public record Programs(Class<?> main, String script) {}

    /**
     * {@return those that were asked for}
     *
     * @param suite who asks
     * @param options the start methods, and whether to compare with Python
     * @param peers which of Python's start methods to compare with
     * @param programs what to run
     * @param screen is told if there is no Python
     */
    public static List<MethodSubject> of(
            String suite,
            BenchOptions options,
            List<String> peers,
            Programs programs,
            Screen screen)
            throws BenchFailedException, InterruptedException {
        List<MethodSubject> subjects = new ArrayList<>();
        for (String method : options.methods()) {
            subjects.add(
                    new MethodSubject("furcula-" + method, method, Optional.empty(), programs));
        }
        Optional<Python> python = Python.asPeer(suite, options, screen);
        if (python.isPresent()) {
            for (String method : peers) {
                if (python.get().startMethods().contains(method)) {
                    String name = python.get().subject(method);
                    subjects.add(new MethodSubject(name, method, python, programs));
                }
            }
        }
        return subjects;
    }

    @Override
    public String ask(Question question) throws BenchFailedException, InterruptedException {
        Subject subject = python.isPresent()
                ? new PythonSubject(
                        name, python.get(), programs.main(), programs.script(), List.of(method))
                : new JavaSubject(name, programs.main(), List.of(method));
        return subject.ask(question);
    }
}
