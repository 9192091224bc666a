package io.furcula.sync;

import java.io.Serializable;

/**
 * Who holds, or held, a lock.
 *
 * @param pid the process
 * @param thread the Java thread's id in that process, modulo 2^17
 */
public record Owner(long pid, long thread) implements Serializable {
    private static final long serialVersionUID = 1;
}
