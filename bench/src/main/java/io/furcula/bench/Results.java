package io.furcula.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What a run has measured, and where. */
public final class Results {

    private final Map<String, Object> header;
    private final List<Result> results = new ArrayList<>();

    /**
     * Creates an empty one.
     *
     * @param header machine, JDK, flags, commit and so on
     */
    public Results(Map<String, Object> header) {
        this.header = header;
    }

    /**
     * Adds a result.
     *
     * @param result the result
     */
    public void add(Result result) {
        results.add(result);
    }

    /** {@return machine, JDK, flags, commit and so on} */
    public Map<String, Object> header() {
        return header;
    }

    /** {@return what was measured, in this order} */
    public List<Result> results() {
        return List.copyOf(results);
    }
}
