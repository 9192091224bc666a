package io.furcula.bench.parent;

import io.furcula.bench.BenchFailedException;
import io.furcula.bench.C;
import java.util.ArrayList;
import java.util.List;

/**
 * A parent process in C.
 *
 * @param name the subject's name
 * @param compiler compiles it, before each run
 * @param owner the source lies beside it
 * @param source its file name; the program prints the same JSON as a parent in Java
 * @param first arguments before those of the question
 */
public record CSubject(String name, C compiler, Class<?> owner, String source, List<String> first)
        implements Subject {

    /** Copies the list. */
    public CSubject {
        first = List.copyOf(first);
    }

    @Override
    public String ask(Question question) throws BenchFailedException, InterruptedException {
        List<String> arguments = new ArrayList<>(first);
        arguments.addAll(question.arguments());
        String label = name + ", " + question.caseName();
        return compiler.run(label, owner, source, arguments, question.limit());
    }
}
