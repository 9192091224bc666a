package io.furcula.bench.parent;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.furcula.bench.BenchFailedException;
import io.furcula.bench.Numbers;
import io.furcula.bench.Result;
import io.furcula.bench.Results;
import io.furcula.bench.Screen;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * All that one subject has answered to a question.
 *
 * @param <S> the kind of subject
 * @param subject who
 * @param samples by the metric's name
 */
public record Measured<S extends Subject>(S subject, Map<String, List<Double>> samples) {

    /**
     * Asks all subjects the same. They take turns, batch by batch and each time in a new parent
     * process, so that a noisy machine is noisy for all.
     *
     * @param <S> the kind of subject
     * @param question what to ask
     * @param subjects whom
     * @param batches how often
     * @param screen shows the progress, and who cannot answer, and why
     * @return those that could answer
     * @throws BenchFailedException if a parent fails, hangs, or gives no answer
     * @throws InterruptedException if interrupted
     */
    public static <S extends Subject> List<Measured<S>> inTurns(
            Question question, List<S> subjects, int batches, Screen screen)
            throws BenchFailedException, InterruptedException {
        List<Measured<S>> all = new ArrayList<>();
        subjects.forEach(s -> all.add(new Measured<>(s, new HashMap<>())));
        for (int batch = 1; batch <= batches; batch++) {
            for (Measured<S> one : List.copyOf(all)) {
                String label = one.subject().name() + ", " + question.caseName();
                screen.progress(label + ", batch", batch, batches);
                Answer answer = ask(one.subject(), question);
                if (answer.unavailable() == null) {
                    answer.samples()
                            .forEach((metric, samples) -> one.samples()
                                    .computeIfAbsent(metric, m -> new ArrayList<>())
                                    .addAll(samples));
                } else {
                    screen.note(label + ": left out: " + answer.unavailable());
                    all.remove(one);
                }
            }
        }
        return all;
    }

    private static Answer ask(Subject subject, Question question)
            throws BenchFailedException, InterruptedException {
        String output = subject.ask(question);
        try {
            return Answer.parse(output);
        } catch (JsonProcessingException e) {
            throw new BenchFailedException(
                    subject.name() + " gave no answer. It printed:\n" + output, e);
        }
    }

    /**
     * {@return all samples; none if it could not be measured}
     *
     * @param metric the metric
     */
    public List<Double> samples(Metric metric) {
        return samples.getOrDefault(metric.id(), List.of());
    }

    /**
     * {@return a percentile for a table, or {@code -} if it could not be measured}
     *
     * @param metric the metric
     * @param fraction 0.5 for the median
     */
    public String percentile(Metric metric, double fraction) {
        List<Double> samples = samples(metric);
        return samples.isEmpty() ? "-" : Numbers.plain(Result.percentile(samples, fraction));
    }

    /**
     * Adds what could be measured to the results.
     *
     * @param results gets it
     * @param suite the suite's name
     * @param caseName the case
     * @param metrics what to add
     * @param params what else has to be the same to compare it with another result
     */
    public void addTo(
            Results results,
            String suite,
            String caseName,
            List<Metric> metrics,
            Map<String, Object> params) {
        for (Metric metric : metrics) {
            if (!samples(metric).isEmpty()) {
                results.add(Result.of(
                        suite,
                        caseName,
                        subject.name(),
                        metric.id(),
                        metric.unit(),
                        samples(metric),
                        params));
            }
        }
    }
}
