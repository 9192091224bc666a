package io.furcula.pool;

/**
 * What becomes of a task whose worker has died while it ran. Tasks that had not begun are never affected.
 *
 * @param retries how often it is begun again, by other workers, before it fails
 */
public record DeathPolicy(int retries) {

    /**
     * Checks the number.
     *
     * @param retries how often it is begun again
     */
    public DeathPolicy {
        if (retries < 0) {
            throw new IllegalArgumentException("retries=" + retries + " is negative");
        }
    }

    /** {@return it fails, with a {@link WorkerDiedException}; the default} */
    public static DeathPolicy fail() {
        return new DeathPolicy(0);
    }

    /**
     * {@return it is begun again} For tasks that may be done twice. It fails once it has cost one worker more
     * than that.
     *
     * @param times how often, at least 0
     */
    public static DeathPolicy retry(int times) {
        return new DeathPolicy(times);
    }
}
