package io.furcula.forkengine.children;

/**
 * A process that a {@link Supervisor} follows to its end.
 *
 * <p><b>Thread safety:</b> {@link #openDescriptors} for any thread, the rest for the supervisor's alone.
 */
public interface Followed {

    /** {@return the descriptors to be watched, the process first} */
    int[] descriptors();

    /** {@return the same, while they are open} */
    int[] openDescriptors();

    /**
     * Reads what became readable until there is no more.
     *
     * @param fd one of the descriptors
     * @param buffer for what is read
     * @return whether the process has ended, and its descriptors are closed
     */
    boolean readable(int fd, byte[] buffer);
}
