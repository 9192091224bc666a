package io.furcula.bench.parent;

import io.furcula.bench.BenchFailedException;
import io.furcula.bench.Python;
import java.util.ArrayList;
import java.util.List;

/**
 * A parent process in Python.
 *
 * @param name the subject's name
 * @param python runs it
 * @param owner the script lies beside it
 * @param script its file name; it prints the same JSON as a parent in Java
 * @param first arguments before those of the question
 */
public record PythonSubject(
        String name, Python python, Class<?> owner, String script, List<String> first)
        implements Subject {

    /** Copies the list. */
    public PythonSubject {
        first = List.copyOf(first);
    }

    @Override
    public String ask(Question question) throws BenchFailedException, InterruptedException {
        List<String> arguments = new ArrayList<>(first);
        arguments.addAll(question.arguments());
        String label = name + ", " + question.caseName();
        return python.run(label, owner, script, arguments, "", question.limit());
    }
}
