package io.furcula.bench;

/** A set of measurements that is run by its name. */
public interface Suite {

    /** {@return the name to run it by} */
    String name();

    /** {@return what it measures, in one line} */
    String description();

    /**
     * Measures, prints a table, and adds the same to the results. Leaves no process behind.
     *
     * @param options what was asked for
     * @param results gets what was measured
     * @param screen where to print
     * @throws BenchFailedException if something is wrong with the input or with what came out
     * @throws InterruptedException if interrupted
     */
    void run(BenchOptions options, Results results, Screen screen)
            throws BenchFailedException, InterruptedException;
}
