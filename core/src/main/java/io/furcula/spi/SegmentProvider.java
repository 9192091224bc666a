package io.furcula.spi;

/**
 * A kind of shared memory, such as memory files. Found through {@link java.util.ServiceLoader}; the
 * core brings one that maps plain files.
 *
 * <p><b>Thread safety:</b> every method may be called by any thread at any time.
 */
public interface SegmentProvider {

    /** {@return its name} Unique, for example {@code memfd}. */
    String id();

    /** {@return which one is chosen when several are available: the highest} Plain files have 0. */
    int preference();

    /** {@return whether it can work here, and if not, why} Never throws. */
    Availability availability();

    /**
     * Creates a segment, with memory behind every byte.
     *
     * @param id 32 hexadecimal digits
     * @param sizeBytes its size, at least 1
     * @return the segment, all zero
     * @throws io.furcula.SharedMemoryFullException if there is no room; nothing is left behind
     * @throws io.furcula.SharedMemoryException if the platform refuses; nothing is left behind
     */
    Segment create(String id, long sizeBytes);

    /**
     * Attaches a segment that this or another process created.
     *
     * @param ref from {@link Segment#ref()}
     * @return the segment
     * @throws io.furcula.SharedMemoryException if it is gone; nothing is left behind
     */
    Segment attach(SegmentRef ref);

    /**
     * {@return whether it also attaches a file that another provider made} Then a reference's location
     * is the file's path, and the file's name has the segment's id in it.
     */
    default boolean attachesAnyFile() {
        return false;
    }
}
