package io.furcula.forkengine;

import java.util.Arrays;

/**
 * What a child has from the start.
 *
 * @param channel the child's end of the channel to its parent: when the other end is closed, the child
 *     ends; -1 for none
 * @param standardInput what becomes descriptor 0; -1 for the parent's
 * @param standardOutput what becomes descriptor 1; -1 for the parent's
 * @param standardError what becomes descriptor 2; -1 for the parent's
 * @param closed descriptors that the child does not get
 * @param sibling whether it is a child of this process's parent, and not of this process
 */
@SuppressWarnings("ArrayRecordComponent") // compared by nobody
public record ForkPlan(
        int channel,
        int standardInput,
        int standardOutput,
        int standardError,
        int[] closed,
        boolean sibling) {

    int[] standard() {
        return new int[] {standardInput, standardOutput, standardError};
    }

    @Override
    public String toString() {
        return "ForkPlan[channel " + channel + ", closed " + Arrays.toString(closed) + "]";
    }
}
