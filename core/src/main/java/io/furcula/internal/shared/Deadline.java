package io.furcula.internal.shared;

/**
 * The end of a wait.
 *
 * <p><b>Thread safety:</b> immutable.
 */
public final class Deadline {

    /** Never over. */
    public static final Deadline NEVER = new Deadline(Long.MAX_VALUE);

    private final long timeoutNanos;
    private final long startNanos = System.nanoTime();

    private Deadline(long timeoutNanos) {
        this.timeoutNanos = timeoutNanos;
    }

    /**
     * {@return the end of a wait that begins now}
     *
     * @param timeoutNanos the longest wait; {@code Long.MAX_VALUE} has no end
     */
    public static Deadline in(long timeoutNanos) {
        return timeoutNanos == Long.MAX_VALUE ? NEVER : new Deadline(timeoutNanos);
    }

    /** {@return how long it may still take, in nanoseconds} Zero or less if the time is over. */
    public long leftNanos() {
        return this == NEVER ? Long.MAX_VALUE : timeoutNanos - (System.nanoTime() - startNanos);
    }

    /** {@return whether the time is over} */
    public boolean isOver() {
        return leftNanos() <= 0;
    }
}
