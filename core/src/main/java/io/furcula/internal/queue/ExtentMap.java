package io.furcula.internal.queue;

import static io.furcula.internal.queue.QueueLayout.EXTENT_RECORDS_OFFSET;
import static io.furcula.internal.queue.QueueLayout.EXTENT_SIZE_OFFSET;

import io.furcula.internal.shared.Words;
import io.furcula.spi.Segment;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The extents of a queue that this process has mapped, for one of its two sides. Mapped when they are
 * first met, and kept: extents are used again and again.
 *
 * <p><b>Thread safety:</b> confined to the holder of that side's lock.
 */
final class ExtentMap {

    private final Segment segment;
    private final Map<Long, ByteBuffer> mapped = new HashMap<>();
    private long lastOffset;
    private @Nullable ByteBuffer last;

    ExtentMap(Segment segment) {
        this.segment = segment;
    }

    /** {@return the extent at an offset of the segment} */
    ByteBuffer at(long offset) {
        ByteBuffer bytes = last;
        if (bytes == null || lastOffset != offset) {
            bytes = mapped.computeIfAbsent(offset, this::map);
            last = bytes;
            lastOffset = offset;
        }
        return bytes;
    }

    private ByteBuffer map(long offset) {
        ByteBuffer header = segment.map(offset, EXTENT_RECORDS_OFFSET).bytes();
        return segment.map(offset, (int) Words.longPlain(header, EXTENT_SIZE_OFFSET))
                .bytes();
    }
}
