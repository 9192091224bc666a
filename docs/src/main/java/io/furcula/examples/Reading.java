package io.furcula.examples;

// region message
/** What a sensor says. Not Serializable: {@link ReadingCodec} carries it. */
public record Reading(long sensor, double celsius) {}
// endregion
