package io.furcula.spi;

import io.furcula.ExitStatus;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a child ended.
 *
 * @param status its exit status
 * @param failure what its target threw, in its own type where that could be rebuilt, else null
 * @param lastOutput the last lines it wrote to its standard error, oldest first
 */
public record ChildExit(ExitStatus status, @Nullable Throwable failure, List<String> lastOutput) {

    /**
     * Copies the list.
     *
     * @param status its exit status
     * @param failure what its target threw, or null
     * @param lastOutput its last lines, oldest first
     */
    public ChildExit {
        lastOutput = List.copyOf(lastOutput);
    }
}
