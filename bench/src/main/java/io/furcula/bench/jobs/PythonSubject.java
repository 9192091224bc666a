package io.furcula.bench.jobs;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.furcula.bench.BenchFailedException;
import io.furcula.bench.Python;
import io.furcula.bench.Screen;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The same job by Python's {@code multiprocessing}: {@code jobs_peer.py}, one run for each round. */
final class PythonSubject implements Subject {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final List<String> METHODS = List.of("spawn", "fork");
    private static final Duration LONGEST = Duration.ofMinutes(10);

    private final Python python;
    private final String method;

    private PythonSubject(Python python, String method) {
        this.python = python;
        this.method = method;
    }

    /** {@return Python's ways to do the job} */
    static List<PythonSubject> of(Python python) {
        return python.startMethods().stream()
                .filter(METHODS::contains)
                .map(method -> new PythonSubject(python, method))
                .toList();
    }

    @Override
    public String name() {
        return python.subject(method);
    }

    @Override
    public void prepare(int workers) {
        // Nothing is made once: each round is a new interpreter.
    }

    @Override
    public Round run(JarFolder input, int workers, Screen screen, String label)
            throws BenchFailedException, InterruptedException {
        screen.progress(label, 0, input.jars().size());
        JsonNode answer = ask(Map.of(
                "method",
                method,
                "workers",
                workers,
                "root",
                input.root().toString(),
                "jars",
                input.jars()));
        List<MemoryUse> memory = new ArrayList<>();
        for (JsonNode use : answer.path("memory")) {
            memory.add(new MemoryUse(use.path(0).asLong(), use.path(1).asLong()));
        }
        return new Round(
                answer.path("start_up_ms").asDouble(),
                answer.path("wall_ms").asDouble(),
                new JobTotals(
                        answer.path("jars").asLong(),
                        answer.path("bytes").asLong(),
                        answer.path("classes").asLong(),
                        answer.path("unreadable").asLong(),
                        answer.path("digest").asText()),
                memory);
    }

    private JsonNode ask(Map<String, Object> task)
            throws BenchFailedException, InterruptedException {
        try {
            return JSON.readTree(python.run(
                    name(),
                    PythonSubject.class,
                    "jobs_peer.py",
                    List.of(),
                    JSON.writeValueAsString(task),
                    LONGEST));
        } catch (JsonProcessingException e) {
            throw new BenchFailedException(name() + " gave no JSON: " + e.getMessage(), e);
        }
    }
}
