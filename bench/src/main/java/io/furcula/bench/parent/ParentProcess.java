package io.furcula.bench.parent;

import io.furcula.Context;
import io.furcula.bench.BenchFailedException;
import io.furcula.bench.Program;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The main method of a parent process in Java, and how it is run. */
public final class ParentProcess {

    private ParentProcess() {}

    /** What a parent process does. */
    public interface Measurement {

        /**
         * {@return samples by the metric's name}
         *
         * @param context starts the children
         * @throws UnavailableException if the start method cannot do it
         * @throws Exception if anything else went wrong
         */
        Map<String, List<Double>> measure(Context context) throws Exception;
    }

    /**
     * Called by the main method: measures, and prints the answer as the last line.
     *
     * @param method the start method
     * @param measurement what to do
     * @throws Exception what went wrong; the main method ends with it
     */
    public static void answer(String method, Measurement measurement) throws Exception {
        Answer answer;
        try {
            answer = new Answer(null, measurement.measure(context(method)));
        } catch (UnavailableException e) {
            answer = new Answer(e.getMessage(), Map.of());
        }
        System.out.println(answer.line());
    }

    /** What can be used in the suite's JVM need not be in this one, which has options of its own. */
    private static Context context(String method) throws UnavailableException {
        try {
            return Context.of(method);
        } catch (IllegalArgumentException e) {
            throw new UnavailableException(String.valueOf(e.getMessage()));
        }
    }

    /** Runs a parent in a fresh JVM, with this one's class path and options. */
    static String run(String name, String method, Question question)
            throws BenchFailedException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
        command.addAll(question.jvmOptions());
        command.addAll(List.of(
                "-cp", System.getProperty("java.class.path"), question.main().getName(), method));
        command.addAll(question.arguments());
        try {
            return Program.run(name, command, "", question.limit());
        } catch (IOException e) {
            throw new BenchFailedException(name + " cannot be run: " + e.getMessage(), e);
        }
    }
}
