package io.furcula.bench.jobs;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * What a worker found out about a jar.
 *
 * @param jar its path
 * @param sha256 of its content in hexadecimal; empty if it cannot be read
 * @param bytes how many were read
 * @param classes how many entries end in {@code .class}
 * @param error why it could not be read as a jar, or null
 */
record JarResult(
        String jar,
        String sha256,
        long bytes,
        int classes,
        @Nullable String error) implements Serializable {

    private static final long serialVersionUID = 1;
}
