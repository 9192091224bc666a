package io.furcula.bench.parent;

import java.time.Duration;
import java.util.List;

/**
 * What a parent process is to measure. All subjects get the same arguments, in whatever language they
 * are, and give the same answer.
 *
 * @param caseName the case in the results
 * @param jvmOptions options of a parent in Java, after those of this JVM
 * @param arguments what all get, behind what a subject adds of its own
 * @param limit a parent that has not ended by then is killed
 */
public record Question(
        String caseName, List<String> jvmOptions, List<String> arguments, Duration limit) {

    /** Copies the lists. */
    public Question {
        jvmOptions = List.copyOf(jvmOptions);
        arguments = List.copyOf(arguments);
    }
}
