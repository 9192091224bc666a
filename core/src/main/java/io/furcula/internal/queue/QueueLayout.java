package io.furcula.internal.queue;

import io.furcula.internal.shared.FaultPoint;
import io.furcula.internal.shared.SegmentHeader;
import io.furcula.internal.shared.Words;
import java.nio.ByteBuffer;

/**
 * Layout of a queue's segment. Native byte order: a segment never leaves its host.
 *
 * <pre>
 *  offset  bytes  field            written by           ordering
 *       0     64  header           creator              see SegmentHeader
 *      64      8  MAX_ITEMS        creator              plain, before the handle leaves
 *      72      8  MAX_BYTES        creator              plain, before the handle leaves
 *      80      4  CLOSED           holder of PUT_LOCK   volatile; 1 = no more puts; 2 = no more takes
 *      84      4  SPINNING         creator              plain, before the handle leaves; 1 = waiters never sleep
 *     128      8  PUT_LOCK         producers            RobustLock
 *     136      8  SEEN_TAKE_COUNT  holder of PUT_LOCK   plain; at most TAKE_COUNT
 *     144      8  SEEN_TAKE_SUM    holder of PUT_LOCK   plain; at most the BYTES of all takes
 *     152      8  PUT_BEGUN        holder of PUT_LOCK   release; PUT_COUNT + 1 while a message is put
 *     160      8  PUTS_ABANDONED   holder of PUT_LOCK   release; how many puts a death has cut short
 *     256      8  PUT_COUNT        holder of PUT_LOCK   release, after the record; how many were put, less the
 *                                                       one that is put now
 *     264     24  PUT_STATE[0]     holder of PUT_LOCK   release, before PUT_COUNT
 *     288     24  PUT_STATE[1]     holder of PUT_LOCK   release, before PUT_COUNT
 *     312      8  FILE_END         holder of PUT_LOCK   plain; where the next extent goes
 *     384      8  TAKE_LOCK        consumers            RobustLock
 *     512      8  TAKE_COUNT       holder of TAKE_LOCK  release; commits a take
 *     520     24  TAKE_STATE[0]    holder of TAKE_LOCK  release, before TAKE_COUNT
 *     544     24  TAKE_STATE[1]    holder of TAKE_LOCK  release, before TAKE_COUNT
 *     640      4  TAKERS_ASLEEP    sleeping consumers   volatile; 1 = a put must wake
 *     768      4  PUTTERS_ASLEEP   sleeping producers   volatile; 1 = a take must wake
 *     896      8  DONE_COUNT       consumers            compare-and-set; how many of those taken are done
 *     904      8  DONE             consumers            Signal; all that were put are done, or closed
 *    4096      -  first extent
 *
 *  a state:  +0  EXTENT    offset of the extent in the segment
 *            +8  POSITION  offset of the next record in the extent
 *           +16  BYTES     sum of the sizes of all records put or taken so far
 *
 *  an extent, a multiple of 4096 bytes:
 *            +0  SIZE      in bytes, this header included
 *            +8  NEXT      offset of the next extent; the extents are a ring
 *           +16  HOLLOW    1 = used up, and its memory behind the first page is given back or about to be
 *           +64  records
 *
 *  a record, a multiple of 8 bytes:
 *            +0  LENGTH    release, last: commits the put. Of the message in bytes, at least 1; 0 = no
 *                          record yet, always there behind the last one; -1 = go on at the extent NEXT, where
 *                          there is a record
 *            +4  message
 * </pre>
 */
public final class QueueLayout {

    static final int MAX_ITEMS_OFFSET = SegmentHeader.SIZE_BYTES;
    static final int MAX_BYTES_OFFSET = MAX_ITEMS_OFFSET + Long.BYTES;
    static final int CLOSED_OFFSET = MAX_BYTES_OFFSET + Long.BYTES;
    static final int SPINNING_OFFSET = CLOSED_OFFSET + Integer.BYTES;

    /** Two cache lines, since x86 prefetches lines in pairs: no two writers share one. */
    static final int WRITER_STRIDE = 128;

    static final int PUT_LOCK_OFFSET = WRITER_STRIDE;
    static final int SEEN_TAKE_COUNT_OFFSET = PUT_LOCK_OFFSET + Long.BYTES;
    static final int SEEN_TAKE_SUM_OFFSET = SEEN_TAKE_COUNT_OFFSET + Long.BYTES;
    static final int PUT_BEGUN_OFFSET = SEEN_TAKE_SUM_OFFSET + Long.BYTES;
    static final int PUTS_ABANDONED_OFFSET = PUT_BEGUN_OFFSET + Long.BYTES;

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
    static final int EXTENT_HOLLOW_OFFSET = 16;
    static final int EXTENT_RECORDS_OFFSET = 64;

    static final int RECORD_HEADER_BYTES = 4;
    static final int NO_RECORD = 0;
    static final int GO_ON = -1;

    private QueueLayout() {}

    static long maxItems(ByteBuffer header) {
        return Words.longPlain(header, MAX_ITEMS_OFFSET);
    }

    static long maxBytes(ByteBuffer header) {
        return Words.longPlain(header, MAX_BYTES_OFFSET);
    }

    static boolean isSpinning(ByteBuffer header) {
        return Words.intPlain(header, SPINNING_OFFSET) != 0;
    }

    static int closedVolatile(ByteBuffer header) {
        return Words.intVolatile(header, CLOSED_OFFSET);
    }

    static void closedVolatile(ByteBuffer header, int state) {
        Words.intVolatile(header, CLOSED_OFFSET, state);
    }

    /** One of the two sides, of which the other one asks what it has done. */
    enum Side {
        PUT(PUT_COUNT_OFFSET, PUT_STATE_OFFSET),
        TAKE(TAKE_COUNT_OFFSET, TAKE_STATE_OFFSET);

        private final int countOffset;
        private final int stateOffset;

        Side(int countOffset, int stateOffset) {
            this.countOffset = countOffset;
            this.stateOffset = stateOffset;
        }

        long countAcquire(ByteBuffer header) {
            return Words.longAcquire(header, countOffset);
        }

        long countVolatile(ByteBuffer header) {
            return Words.longVolatile(header, countOffset);
        }

        /** Where the state is that belongs to a count: the other one may be half written. */
        int state(long count) {
            return stateOffset + (int) (count & 1) * STATE_BYTES;
        }

        /** Reads a word of the state while the side may go on: a seqlock. */
        long stateWord(ByteBuffer header, int word) {
            while (true) {
                long count = countAcquire(header);
                long value = Words.longAcquire(header, state(count) + word);
                if (countAcquire(header) == count) {
                    return value;
                }
                Thread.onSpinWait();
            }
        }

        /** Counts one more, with the state that belongs to it: the one step that makes it so. */
        void commit(ByteBuffer header, long count, long extent, long position, long sum) {
            writeState(header, count, extent, position, sum);
            FaultPoint.STATE_WRITTEN.reached();
            Words.longRelease(header, countOffset, count);
        }

        void writeState(ByteBuffer header, long count, long extent, long position, long sum) {
            int state = state(count);
            Words.longRelease(header, state + STATE_EXTENT, extent);
            Words.longRelease(header, state + STATE_POSITION, position);
            Words.longRelease(header, state + STATE_SUM, sum);
        }
    }

    /** How long a record is, padding included. */
    static long recordBytes(long messageBytes) {
        return (RECORD_HEADER_BYTES + messageBytes + 7) & -8L;
    }
}
