package io.furcula.bench;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Map;

/**
 * What was measured of one subject, by one metric. Percentiles are over the samples, interpolated
 * between neighbours: of three rounds, {@code p50} is the middle one.
 *
 * @param suite the suite's name
 * @param caseName what was done
 * @param subject who did it: {@code furcula-<method or thing>}, {@code python3.x-<method or thing>},
 *     {@code c-<what>}
 * @param metric what was measured
 * @param unit of the numbers
 * @param p50 the median
 * @param p90 the 90th percentile
 * @param p99 the 99th percentile
 * @param mean the arithmetic mean
 * @param samples how many there were
 * @param params what else has to be the same to compare it with another result
 */
public record Result(
        String suite,
        @JsonProperty("case") String caseName,
        String subject,
        String metric,
        String unit,
        double p50,
        double p90,
        double p99,
        double mean,
        int samples,
        Map<String, Object> params) {

    /**
     * {@return the result of some samples}
     *
     * @param suite the suite's name
     * @param caseName what was done
     * @param subject who did it
     * @param metric what was measured
     * @param unit of the samples
     * @param samples at least one
     * @param params what else has to be the same to compare it with another result
     */
    public static Result of(
            String suite,
            String caseName,
            String subject,
            String metric,
            String unit,
            List<Double> samples,
            Map<String, Object> params) {
        double mean = samples.stream().mapToDouble(d -> d).average().orElseThrow();
        return new Result(
                suite,
                caseName,
                subject,
                metric,
                unit,
                percentile(samples, 0.50),
                percentile(samples, 0.90),
                percentile(samples, 0.99),
                mean,
                samples.size(),
                params);
    }

    /**
     * {@return a percentile, interpolated between neighbours}
     *
     * @param samples at least one
     * @param fraction 0.5 for the median
     */
    public static double percentile(List<Double> samples, double fraction) {
        double[] sorted = samples.stream().mapToDouble(d -> d).sorted().toArray();
        double position = fraction * (sorted.length - 1);
        int below = (int) position;
        int above = Math.min(below + 1, sorted.length - 1);
        return sorted[below] + (position - below) * (sorted[above] - sorted[below]);
    }
}
