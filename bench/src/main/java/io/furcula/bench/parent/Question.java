package io.furcula.bench.parent;

import java.time.Duration;
import java.util.List;

/**
 * What a parent process is to measure. It is asked in Java and in Python: main class and script get
 * the same arguments and give the same answer.
 *
 * @param caseName the case in the results
 * @param main a class whose main method calls {@link ParentProcess#answer}
 * @param jvmOptions options of the parent's JVM, after those of this one
 * @param script the peer in Python, beside the class; prints the same JSON
 * @param arguments what both get, behind the start method
 * @param limit a parent that has not ended by then is killed
 */
public record Question(
        String caseName,
        Class<?> main,
        List<String> jvmOptions,
        String script,
        List<String> arguments,
        Duration limit) {

    /** Copies the lists. */
    public Question {
        jvmOptions = List.copyOf(jvmOptions);
        arguments = List.copyOf(arguments);
    }
}
