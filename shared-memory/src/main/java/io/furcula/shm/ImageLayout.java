package io.furcula.shm;

import io.furcula.internal.shared.SegmentHeader;
import io.furcula.internal.shared.Segments;
import io.furcula.internal.shared.Words;
import java.nio.ByteBuffer;

/**
 * Layout of a copy-on-write image. All of it is written before the segment is sealed, and nothing
 * after that. Native byte order: a segment never leaves its host.
 *
 * <pre>
 *  offset  bytes  field       written by  ordering
 *       0     64  header      creator     see SegmentHeader
 *      64      4  KIND        creator     plain, before sealing: 0 object, 1 byte, 2 long, 3 double
 *      72      8  DATA_BYTES  creator     plain, before sealing
 *    4096      -  DATA        creator     plain, before sealing; an object is one codec message
 * </pre>
 */
final class ImageLayout {

    static final int KIND_OFFSET = SegmentHeader.SIZE_BYTES;
    static final int DATA_BYTES_OFFSET = KIND_OFFSET + Long.BYTES;
    static final int DATA_OFFSET = Segments.PAGE_BYTES;

    static final int OBJECT = 0;
    static final int BYTES = 1;
    static final int LONGS = 2;
    static final int DOUBLES = 3;

    private ImageLayout() {}

    static void writeHeader(ByteBuffer segment, int kind, long dataBytes) {
        Words.intPlain(segment, KIND_OFFSET, kind);
        Words.longPlain(segment, DATA_BYTES_OFFSET, dataBytes);
    }
}
