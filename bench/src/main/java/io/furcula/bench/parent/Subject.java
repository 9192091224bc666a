package io.furcula.bench.parent;

import io.furcula.bench.BenchFailedException;

/** Who is measured. */
public interface Subject {

    /** {@return its name in the results, for example {@code furcula-spawn}} */
    String name();

    /**
     * Asks once, in a parent process that is started for it, and leaves nothing behind.
     *
     * @param question what to ask
     * @return what the parent printed; its last line is an answer as {@link ParentProcess} prints it
     * @throws BenchFailedException if the parent cannot be started, fails or hangs
     * @throws InterruptedException if interrupted; the parent is killed
     */
    String ask(Question question) throws BenchFailedException, InterruptedException;
}
