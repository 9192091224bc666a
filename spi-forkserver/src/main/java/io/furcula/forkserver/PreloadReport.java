package io.furcula.forkserver;

import java.io.Serializable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * What a server has loaded.
 *
 * @param classes how many classes are loaded now that were not before, those that others need included
 * @param took how long it took
 * @param memoryBytes how much more memory the server has now; children share it
 * @param problems what could not be loaded, and what the initialiser threw
 * @param threads the names of threads that were started, and are not in the children
 */
public record PreloadReport(
        long classes, Duration took, long memoryBytes, List<String> problems, List<String> threads)
        implements Serializable {

    private static final long serialVersionUID = 1;

    /**
     * Copies the lists.
     *
     * @param classes how many classes
     * @param took how long
     * @param memoryBytes how much memory
     * @param problems what went wrong
     * @param threads what was started
     */
    public PreloadReport {
        problems = new ArrayList<>(problems);
        threads = new ArrayList<>(threads);
    }

    /** {@return what went wrong} Cannot be changed. */
    @Override
    public List<String> problems() {
        return List.copyOf(problems);
    }

    /** {@return what was started} Cannot be changed. */
    @Override
    public List<String> threads() {
        return List.copyOf(threads);
    }
}
