package io.furcula.bench.jobs;

import io.furcula.bench.MemoryRollup;
import java.io.IOException;

/**
 * The memory of a process, as Linux counts it.
 *
 * @param privateKib what no other process shares; {@link #UNKNOWN} where it is not known
 * @param proportionalKib that, and its share of what it shares (Pss)
 */
record MemoryUse(long privateKib, long proportionalKib) {

    static final long UNKNOWN = -1;

    /** {@return the memory of the calling process} */
    static MemoryUse ofThisProcess() {
        try {
            MemoryRollup memory = MemoryRollup.of(MemoryRollup.SELF);
            return new MemoryUse(
                    memory.kib("Private_Clean") + memory.kib("Private_Dirty"), memory.kib("Pss"));
        } catch (IOException e) {
            return new MemoryUse(UNKNOWN, UNKNOWN);
        }
    }

    boolean isKnown() {
        return privateKib != UNKNOWN;
    }
}
