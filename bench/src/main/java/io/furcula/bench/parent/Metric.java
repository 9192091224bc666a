package io.furcula.bench.parent;

/**
 * What a parent process measures.
 *
 * @param id its name in the answer and in the results
 * @param unit of its samples
 */
public record Metric(String id, String unit) {}
