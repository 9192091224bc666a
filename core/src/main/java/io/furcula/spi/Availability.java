package io.furcula.spi;

import java.util.Objects;

/**
 * Whether something can work on this machine and in this JVM, and if not, why.
 *
 * @param available true if it can be used
 * @param reason one sentence: why it cannot be used, or what it relies on; never empty
 */
public record Availability(boolean available, String reason) {

    /**
     * Checks the parts.
     *
     * @param available true if it can be used
     * @param reason one sentence, not blank
     */
    public Availability {
        Objects.requireNonNull(reason);
        if (reason.isBlank()) {
            throw new IllegalArgumentException("an availability needs a reason");
        }
    }

    /**
     * {@return an answer that says yes}
     *
     * @param because what it relies on here
     */
    public static Availability yes(String because) {
        return new Availability(true, because);
    }

    /**
     * {@return an answer that says no}
     *
     * @param because why it cannot be used, and what would change that
     */
    public static Availability no(String because) {
        return new Availability(false, because);
    }
}
