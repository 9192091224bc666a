package io.furcula.internal.queue;

import io.furcula.internal.shared.SegmentHeader;
import io.furcula.internal.shared.Words;
import java.nio.ByteBuffer;

/**
 * Layout of a queue's segment. Native byte order: a segment never leaves its host.
 *
 * <pre>
 *  offset  bytes  field           written by                  ordering
 *       0     64  header          creator                     see SegmentHeader
 *      64      8  MAX_ITEMS       creator                     plain, before the handle leaves
 *      72      8  MAX_BYTES       creator                     plain, before the handle leaves
 *      80      4  CLOSED          holder of PUT_LOCK          volatile; 1 = no more puts; 2 = no more takes
 *     128      8  PUT_LOCK        producers                   RobustLock
 *     256      8  PUT_COUNT       holder of PUT_LOCK          release; commits a put
 *     264     24  PUT_STATE[0]    holder of PUT_LOCK          plain, before PUT_COUNT
 *     288     24  PUT_STATE[1]    holder of PUT_LOCK          plain, before PUT_COUNT
 *     312      8  FILE_END        holder of PUT_LOCK          plain; where the next extent goes
 *     384      8  TAKE_LOCK       consumers                   RobustLock
 *     512      8  TAKE_COUNT      holder of TAKE_LOCK         release; commits a take
 *     520     24  TAKE_STATE[0]   holder of TAKE_LOCK         opaque, before TAKE_COUNT
 *     544     24  TAKE_STATE[1]   holder of TAKE_LOCK         opaque, before TAKE_COUNT
 *     640      4  TAKERS_ASLEEP   sleeping consumers          volatile; 1 = a put must wake
 *     768      4  PUTTERS_ASLEEP  sleeping producers          volatile; 1 = a take must wake
 *     896      8  DONE_COUNT      consumers                   compare-and-set; how many of those taken are done
 *     904      8  DONE            consumers                   Signal; all that were put are done, or closed
 *    4096      -  first extent
 *
 *  a state:  +0  EXTENT    offset of the extent in the segment
 *            +8  POSITION  offset of the next record in the extent
 *           +16  BYTES     sum of the sizes of all records put or taken so far
 *
 *  an extent, a multiple of 4096 bytes:
 *            +0  SIZE      in bytes, this header included
 *            +8  NEXT      offset of the next extent; the extents are a ring
 *           +64  records
 *
 *  a record, a multiple of 8 bytes:
 *            +0  LENGTH    of the message in bytes, or -1: go on at the extent NEXT
 *            +4  message
 * </pre>
 */
public final class QueueLayout {

    /** Two cache lines, since x86 prefetches lines in pairs: no two writers share one. */
    static final int WRITER_STRIDE = 128;

    static final int MAX_ITEMS_OFFSET = SegmentHeader.SIZE_BYTES;
    static final int MAX_BYTES_OFFSET = MAX_ITEMS_OFFSET + Long.BYTES;
    static final int CLOSED_OFFSET = MAX_BYTES_OFFSET + Long.BYTES;

    static final int PUT_LOCK_OFFSET = WRITER_STRIDE;
    static final int PUT_COUNT_OFFSET = PUT_LOCK_OFFSET + WRITER_STRIDE;
    static final int PUT_STATE_OFFSET = PUT_COUNT_OFFSET + Long.BYTES;

    static final int STATE_BYTES = 3 * Long.BYTES;
    static final int FILE_END_OFFSET = PUT_STATE_OFFSET + 2 * STATE_BYTES;

    static final int TAKE_LOCK_OFFSET = PUT_COUNT_OFFSET + WRITER_STRIDE;
    static final int TAKE_COUNT_OFFSET = TAKE_LOCK_OFFSET + WRITER_STRIDE;
    static final int TAKE_STATE_OFFSET = TAKE_COUNT_OFFSET + Long.BYTES;

    static final int TAKERS_ASLEEP_OFFSET = TAKE_COUNT_OFFSET + WRITER_STRIDE;
    static final int PUTTERS_ASLEEP_OFFSET = TAKERS_ASLEEP_OFFSET + WRITER_STRIDE;

    static final int DONE_COUNT_OFFSET = PUTTERS_ASLEEP_OFFSET + WRITER_STRIDE;
    static final int DONE_OFFSET = DONE_COUNT_OFFSET + Long.BYTES;

    static final int HEADER_BYTES = 4096;

    /** States of CLOSED, each of which ends what the one before does, too. */
    static final int OPEN = 0;

    static final int PUTS_ENDED = 1;
    static final int ALL_ENDED = 2;

    static final int STATE_EXTENT = 0;
    static final int STATE_POSITION = 8;
    static final int STATE_SUM = 16;

    static final int EXTENT_SIZE_OFFSET = 0;
    static final int EXTENT_NEXT_OFFSET = 8;
    static final int EXTENT_RECORDS_OFFSET = 64;

    static final int RECORD_HEADER_BYTES = 4;
    static final int GO_ON = -1;

    private QueueLayout() {}

    static long maxItems(ByteBuffer header) {
        return Words.longPlain(header, MAX_ITEMS_OFFSET);
    }

    static long maxBytes(ByteBuffer header) {
        return Words.longPlain(header, MAX_BYTES_OFFSET);
    }

    static int closedVolatile(ByteBuffer header) {
        return Words.intVolatile(header, CLOSED_OFFSET);
    }

    static void closedVolatile(ByteBuffer header, int state) {
        Words.intVolatile(header, CLOSED_OFFSET, state);
    }

    static long putCountAcquire(ByteBuffer header) {
        return Words.longAcquire(header, PUT_COUNT_OFFSET);
    }

    static long putCountVolatile(ByteBuffer header) {
        return Words.longVolatile(header, PUT_COUNT_OFFSET);
    }

    static void putCountRelease(ByteBuffer header, long count) {
        Words.longRelease(header, PUT_COUNT_OFFSET, count);
    }

    static long takeCountAcquire(ByteBuffer header) {
        return Words.longAcquire(header, TAKE_COUNT_OFFSET);
    }

    static long takeCountVolatile(ByteBuffer header) {
        return Words.longVolatile(header, TAKE_COUNT_OFFSET);
    }

    static void takeCountRelease(ByteBuffer header, long count) {
        Words.longRelease(header, TAKE_COUNT_OFFSET, count);
    }

    /** Where the state is that belongs to a count: the other one may be half written. */
    static int putState(long count) {
        return PUT_STATE_OFFSET + (int) (count & 1) * STATE_BYTES;
    }

    static int takeState(long count) {
        return TAKE_STATE_OFFSET + (int) (count & 1) * STATE_BYTES;
    }

    /** How long a record is, padding included. */
    static long recordBytes(long messageBytes) {
        return (RECORD_HEADER_BYTES + messageBytes + 7) & -8L;
    }
}
