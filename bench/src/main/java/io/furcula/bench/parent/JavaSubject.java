package io.furcula.bench.parent;

import io.furcula.bench.BenchFailedException;
import io.furcula.bench.Program;
import java.io.File;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * A parent process in a fresh JVM, with this one's class path and options.
 *
 * @param name the subject's name
 * @param main a class whose main method calls {@link ParentProcess#answer}
 * @param first arguments before those of the question
 * @param jars more for the class path; may be empty
 */
public record JavaSubject(String name, Class<?> main, List<String> first, String jars)
        implements Subject {

    /** Copies the list. */
    public JavaSubject {
        first = List.copyOf(first);
    }

    /** One with this JVM's class path alone. */
    public JavaSubject(String name, Class<?> main, List<String> first) {
        this(name, main, first, "");
    }

    @Override
    public String ask(Question question) throws BenchFailedException, InterruptedException {
        List<String> arguments = new ArrayList<>(first);
        arguments.addAll(question.arguments());
        String label = name + ", " + question.caseName();
        String classPath = JavaCommand.classPath();
        if (!jars.isEmpty()) {
            classPath += File.pathSeparator + jars;
        }
        List<String> command = JavaCommand.of(question.jvmOptions(), classPath, main, arguments);
        try {
            return Program.run(label, command, "", question.limit());
        } catch (IOException e) {
            throw new BenchFailedException(label + " cannot be run: " + e.getMessage(), e);
        }
    }
}
