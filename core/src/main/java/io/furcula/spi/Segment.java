package io.furcula.spi;

import java.nio.ByteBuffer;

/**
 * A piece of memory that several processes map: a memory file. Its bytes are zero at first.
 *
 * <p><b>Thread safety:</b> {@link #map} and {@link #mapPrivate} may be called by any thread; {@link
 * #grow}, {@link #allocate} and {@link #seal} by one process and thread at a time.
 */
public interface Segment extends AutoCloseable {

    /** {@return how other processes attach this segment} */
    SegmentRef ref();

    /** {@return its size in bytes, now} It may have grown in another process. */
    long sizeBytes();

    /**
     * Maps a part of it, shared: what is written is seen by all.
     *
     * @param offset where the part begins; a multiple of 4096
     * @param sizeBytes how long it is; at most 2 GiB - 1, and within the segment
     * @return the part; stays valid until it is unreachable, also after {@link #close}
     */
    Region map(long offset, int sizeBytes);

    /**
     * Maps a part of it, private: copy-on-write. What is written stays this mapping's own, page by
     * page.
     *
     * @param offset where the part begins; a multiple of 4096
     * @param sizeBytes how long it is; at most 2 GiB - 1, and within the segment
     * @return the part; stays valid until it is unreachable, also after {@link #close}
     */
    ByteBuffer mapPrivate(long offset, int sizeBytes);

    /**
     * Makes the segment larger, with memory behind every new byte.
     *
     * @param sizeBytes the new size; does nothing if it is that large already
     * @throws io.furcula.SharedMemoryFullException if there is no room; the size is as before
     */
    void grow(long sizeBytes);

    /**
     * Gives the memory behind a part back to the system, where the platform can. The part must not be written
     * to before {@link #allocate}; what is read there is undefined.
     *
     * @param offset where the part begins; a multiple of 4096
     * @param sizeBytes how long it is; a multiple of 4096, and within the segment
     */
    default void discard(long offset, long sizeBytes) {}

    /**
     * Puts memory behind a part that was {@link #discard discarded}. Its content is undefined.
     *
     * @param offset where the part begins; a multiple of 4096
     * @param sizeBytes how long it is; a multiple of 4096, and within the segment
     * @throws io.furcula.SharedMemoryFullException if there is no room; the part must not be written to
     */
    default void allocate(long offset, long sizeBytes) {}

    /**
     * Forbids all further writing and growing, for every process, where the platform can: shared
     * mappings must not be asked for after it.
     */
    void seal();

    /** Gives up this process's hold on it; the memory goes with its last holder. Idempotent. */
    @Override
    void close();
}
