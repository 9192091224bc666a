package io.furcula.bench.jobs;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.furcula.bench.BenchFailedException;
import io.furcula.bench.Screen;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/** The same job by Python's {@code multiprocessing}: {@code jobs_peer.py}, one run for each round. */
final class PythonSubject implements Subject {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String PYTHON = "python3";
    private static final List<String> METHODS = List.of("spawn", "fork");
    private static final long LONGEST_MINUTES = 10;

    private final String version;
    private final String method;

    private PythonSubject(String version, String method) {
        this.version = version;
        this.method = method;
    }

    /** {@return Python's ways to do the job; none if there is no {@code python3}} */
    static List<Subject> find() throws BenchFailedException, InterruptedException {
        try {
            JsonNode answer = ask(Map.of("method", "which"));
            List<Subject> subjects = new ArrayList<>();
            for (JsonNode method : answer.path("methods")) {
                if (METHODS.contains(method.asText())) {
                    subjects.add(
                            new PythonSubject(answer.path("version").asText(), method.asText()));
                }
            }
            return subjects;
        } catch (IOException e) {
            return List.of();
        }
    }

    @Override
    public String name() {
        return "python" + version + "-" + method;
    }

    @Override
    public void prepare(int workers) {
        // Nothing is made once: each round is a new interpreter.
    }

    @Override
    public Round run(JarFolder input, int workers, Screen screen, String label)
            throws BenchFailedException, InterruptedException {
        screen.progress(label, 0, input.jars().size());
        JsonNode answer;
        try {
            answer = ask(Map.of(
                    "method",
                    method,
                    "workers",
                    workers,
                    "root",
                    input.root().toString(),
                    "jars",
                    input.jars()));
        } catch (IOException e) {
            throw new BenchFailedException(name() + " cannot be run: " + e.getMessage(), e);
        }
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

    /** Runs the script once, with its task and its answer in files: a full pipe cannot block it. */
    private static JsonNode ask(Map<String, Object> task)
            throws IOException, BenchFailedException, InterruptedException {
        Path folder = Files.createTempDirectory("furcula-bench-");
        Path script = folder.resolve("jobs_peer.py");
        Path question = folder.resolve("task.json");
        Path answer = folder.resolve("answer.json");
        Path errors = folder.resolve("errors.txt");
        List<Path> all = List.of(script, question, answer, errors, folder);
        try {
            try (InputStream source = PythonSubject.class.getResourceAsStream("jobs_peer.py")) {
                Files.copy(Objects.requireNonNull(source), script);
            }
            JSON.writeValue(question.toFile(), task);
            java.lang.Process python = new ProcessBuilder(PYTHON, "-B", script.toString())
                    .redirectInput(question.toFile())
                    .redirectOutput(answer.toFile())
                    .redirectError(errors.toFile())
                    .start();
            awaitEnd(python, () -> delete(all));
            if (python.exitValue() != 0) {
                throw new BenchFailedException("python3 ended with exit code "
                        + python.exitValue()
                        + ":\n"
                        + Files.readString(errors).strip());
            }
            return JSON.readTree(answer.toFile());
        } catch (JsonProcessingException e) {
            throw new BenchFailedException("python3 gave no JSON: " + e.getOriginalMessage(), e);
        } finally {
            delete(all);
        }
    }

    /** If this JVM ends while it waits, Python is asked to end its workers and itself. */
    private static void awaitEnd(java.lang.Process python, Runnable cleanUp)
            throws BenchFailedException, InterruptedException {
        Thread atExit = new Thread(
                () -> {
                    python.destroy();
                    cleanUp.run();
                },
                "bench stop python");
        Runtime.getRuntime().addShutdownHook(atExit);
        try {
            if (!python.waitFor(LONGEST_MINUTES, TimeUnit.MINUTES)) {
                throw new BenchFailedException(
                        "python3 has not ended in " + LONGEST_MINUTES + " min.");
            }
        } finally {
            python.destroy();
            try {
                Runtime.getRuntime().removeShutdownHook(atExit);
            } catch (IllegalStateException e) {
                // The JVM is ending, and runs it.
            }
        }
    }

    private static void delete(List<Path> all) {
        for (Path path : all) {
            try {
                Files.deleteIfExists(path);
            } catch (IOException e) {
                // A folder for temporary files is emptied by others too.
            }
        }
    }
}
