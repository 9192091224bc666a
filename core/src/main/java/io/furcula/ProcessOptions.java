package io.furcula;

import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How a child's process is set up, where it differs from its parent's. Set through {@link
 * Process.Builder}; a child that is a thread of this JVM has no use for it.
 *
 * @param jvmArguments options for the child's {@code java}, after those it inherits
 * @param environment variables to set; all others are inherited
 * @param directory the working directory, or null for the parent's
 * @param maxHeapBytes the largest heap in bytes, or 0 for what the child would have otherwise
 * @param standardOutput where the child's standard output goes; the parent's by default
 */
public record ProcessOptions(
        List<String> jvmArguments,
        Map<String, String> environment,
        @Nullable Path directory,
        long maxHeapBytes,
        Redirect standardOutput) {

    /** Everything as in the parent. */
    public static final ProcessOptions INHERITED =
            new ProcessOptions(List.of(), Map.of(), null, 0, Redirect.INHERIT);

    /**
     * Copies the collections and checks the rest.
     *
     * @param jvmArguments options for the child's {@code java}
     * @param environment variables to set
     * @param directory the working directory, or null
     * @param maxHeapBytes the largest heap in bytes, or 0
     * @param standardOutput anything but a pipe
     */
    public ProcessOptions {
        jvmArguments = List.copyOf(jvmArguments);
        environment = Map.copyOf(environment);
        if (maxHeapBytes < 0) {
            throw new IllegalArgumentException("maxHeapBytes=" + maxHeapBytes + " is negative");
        }
        if (standardOutput.type() == Redirect.Type.PIPE) {
            throw new IllegalArgumentException(
                    "a child's standard output cannot be a pipe to its parent; use a file or a Queue");
        }
    }
}
