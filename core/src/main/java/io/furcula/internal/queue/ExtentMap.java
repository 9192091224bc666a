package io.furcula.internal.queue;

import static io.furcula.internal.queue.QueueLayout.EXTENT_HOLLOW_OFFSET;
import static io.furcula.internal.queue.QueueLayout.EXTENT_NEXT_OFFSET;
import static io.furcula.internal.queue.QueueLayout.EXTENT_RECORDS_OFFSET;
import static io.furcula.internal.queue.QueueLayout.EXTENT_SIZE_OFFSET;

import io.furcula.internal.shared.Words;
import io.furcula.spi.Segment;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The extents of a queue that this process has mapped. Mapped when they are first met, and kept: extents are
 * used again and again.
 *
 * <p><b>Thread safety:</b> safe for any number of threads; an extent's view is for the holder of a lock.
 */
final class ExtentMap {

    private final Segment segment;
    private final Map<Long, Extent> mapped = new ConcurrentHashMap<>();
    private @Nullable Extent last; // a race makes no difference: what it refers to never changes

    ExtentMap(Segment segment) {
        this.segment = segment;
    }

    /**
     * A mapped extent.
     *
     * @param offset where it is in the segment
     * @param bytes its bytes, in native order
     * @param putView the same, with a position and a limit that are moved to what producers are lent
     * @param takeView the same, read-only, for consumers
     */
    record Extent(long offset, ByteBuffer bytes, ByteBuffer putView, ByteBuffer takeView) {

        long next() {
            return Words.longAcquire(bytes, EXTENT_NEXT_OFFSET);
        }

        int sizeBytes() {
            return bytes.capacity();
        }

        boolean isHollow() {
            return Words.intAcquire(bytes, EXTENT_HOLLOW_OFFSET) != 0;
        }

        void hollow(boolean hollow) {
            Words.intVolatile(bytes, EXTENT_HOLLOW_OFFSET, hollow ? 1 : 0);
        }

        /** {@return the length of the record at a position, 0 or GO_ON} */
        int lengthAcquire(int position) {
            return Words.intAcquire(bytes, position);
        }

        /** {@return the same, for one who may have been told a wrong position, and asks again then} */
        int lengthIfThere(long position) {
            return position <= sizeBytes() - Integer.BYTES
                    ? lengthAcquire((int) position)
                    : QueueLayout.NO_RECORD;
        }

        void lengthRelease(int position, int length) {
            Words.intRelease(bytes, position, length);
        }
    }

    /** {@return the extent at an offset of the segment} */
    Extent at(long offset) {
        Extent extent = last;
        if (extent == null || extent.offset != offset) {
            extent = mapped.computeIfAbsent(offset, this::map);
            last = extent;
        }
        return extent;
    }

    /** An extent is in use no more, by anybody. */
    void forget(Extent extent) {
        mapped.remove(extent.offset());
    }

    private Extent map(long offset) {
        ByteBuffer header = segment.map(offset, EXTENT_RECORDS_OFFSET).bytes();
        int size = (int) Words.longPlain(header, EXTENT_SIZE_OFFSET);
        ByteBuffer bytes = segment.map(offset, size).bytes();
        return new Extent(offset, bytes, bytes.duplicate(), bytes.asReadOnlyBuffer());
    }
}
