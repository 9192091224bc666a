package io.furcula.bench.parent;

import io.furcula.bench.BenchFailedException;
import io.furcula.bench.Program;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * A parent process in a fresh JVM, with this one's class path and options.
 *
 * @param name the subject's name
 * @param main a class whose main method calls {@link ParentProcess#answer}
 * @param first arguments before those of the question
 */
public record JavaSubject(String name, Class<?> main, List<String> first) implements Subject {

    /** Copies the list. */
    public JavaSubject {
        first = List.copyOf(first);
    }

    @Override
    public String ask(Question question) throws BenchFailedException, InterruptedException {
        List<String> arguments = new ArrayList<>(first);
        arguments.addAll(question.arguments());
        String label = name + ", " + question.caseName();
        List<String> command =
                JavaCommand.of(question.jvmOptions(), JavaCommand.classPath(), main, arguments);
        try {
            return Program.run(label, command, "", question.limit());
        } catch (IOException e) {
            throw new BenchFailedException(label + " cannot be run: " + e.getMessage(), e);
        }
    }
}
