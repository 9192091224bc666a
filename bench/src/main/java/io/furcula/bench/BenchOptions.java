package io.furcula.bench;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What was asked for.
 *
 * @param methods the start methods to compare; each can be used here
 * @param workers how many workers each has
 * @param folder the input of suites that read files, or null for what they read otherwise
 * @param quick whether to end within a minute per suite
 * @param peers whether to compare with other languages, where they are installed
 */
public record BenchOptions(
        List<String> methods, int workers, @Nullable Path folder, boolean quick, boolean peers) {

    /** Copies the list. */
    public BenchOptions {
        methods = List.copyOf(methods);
    }
}
