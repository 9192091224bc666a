package io.furcula.bench.jobs;

import io.furcula.bench.BenchFailedException;
import io.furcula.bench.Screen;
import java.util.List;

/** One way to do the job. */
interface Subject {

    /** {@return for example {@code furcula-spawn}} */
    String name();

    /**
     * Starts and ends workers, unmeasured: what is made once for many starts is made now.
     *
     * @param workers how many
     */
    void prepare(int workers) throws BenchFailedException, InterruptedException;

    /**
     * Does the whole job once.
     *
     * @param input what to read
     * @param workers how many
     * @param screen shows the progress
     * @param label names the round there
     */
    Round run(JarFolder input, int workers, Screen screen, String label)
            throws BenchFailedException, InterruptedException;

    /**
     * What came out.
     *
     * @param startUpMs from before the first start until all workers were ready
     * @param wallMs from the first path until the last result
     * @param totals of all workers
     * @param memory of each worker at its end; none where workers have no memory of their own, or
     *     where it is not known
     */
    record Round(double startUpMs, double wallMs, JobTotals totals, List<MemoryUse> memory) {}
}
