package io.furcula.bench.parent;

import io.furcula.Context;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;

/** The main method of a parent process in Java. */
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

    /**
     * Called by the main method of a peer, which uses nothing of Furcula: measures, and prints the
     * answer as the last line.
     *
     * @param measurement what to do
     * @throws Exception what went wrong; the main method ends with it
     */
    public static void answer(Callable<Map<String, List<Double>>> measurement) throws Exception {
        System.out.println(new Answer(null, measurement.call()).line());
    }

    /** What can be used in the suite's JVM need not be in this one, which has options of its own. */
    private static Context context(String method) throws UnavailableException {
        try {
            return Context.of(method);
        } catch (IllegalArgumentException e) {
            throw new UnavailableException(String.valueOf(e.getMessage()));
        }
    }
}
