package io.furcula.testkit.torture;

import java.io.Serializable;
import java.nio.file.Path;

/**
 * What a child is told: {@link Plan} follows from it.
 *
 * @param method the start method, for the child's own child
 * @param seed decides what the child does
 * @param depth how many generations begin with it: 1 if it has no child of its own
 * @param deadlineSeconds how long it may take
 * @param folder for its files
 * @param loud whether it prints what went wrong
 */
record ChildTask(
        String method, long seed, int depth, int deadlineSeconds, String folder, boolean loud)
        implements Serializable {

    private static final long serialVersionUID = 1;

    Plan plan() {
        return Plan.of(seed, depth);
    }

    /** {@return what its own child is told} */
    ChildTask child() {
        return new ChildTask(method, plan().childSeed(), depth - 1, deadlineSeconds, folder, loud);
    }

    Path file(String name) {
        return Path.of(folder, name);
    }

    /** {@return for example {@code child with seed 7 (2 generations): [LOG, child], RETURN}} */
    @Override
    public String toString() {
        return "child with seed "
                + seed
                + (depth > 1 ? " (" + depth + " generations)" : "")
                + ": "
                + plan();
    }
}
