package io.furcula.internal.queue;

import static io.furcula.internal.queue.QueueLayout.EXTENT_NEXT_OFFSET;
import static io.furcula.internal.queue.QueueLayout.EXTENT_RECORDS_OFFSET;
import static io.furcula.internal.queue.QueueLayout.EXTENT_SIZE_OFFSET;
import static io.furcula.internal.queue.QueueLayout.FILE_END_OFFSET;
import static io.furcula.internal.queue.QueueLayout.GO_ON;
import static io.furcula.internal.queue.QueueLayout.NO_RECORD;
import static io.furcula.internal.queue.QueueLayout.PUTS_ABANDONED_OFFSET;
import static io.furcula.internal.queue.QueueLayout.PUT_BEGUN_OFFSET;
import static io.furcula.internal.queue.QueueLayout.PUT_LOCK_OFFSET;
import static io.furcula.internal.queue.QueueLayout.RECORD_HEADER_BYTES;
import static io.furcula.internal.queue.QueueLayout.SEEN_TAKE_COUNT_OFFSET;
import static io.furcula.internal.queue.QueueLayout.SEEN_TAKE_SUM_OFFSET;
import static io.furcula.internal.queue.QueueLayout.STATE_EXTENT;
import static io.furcula.internal.queue.QueueLayout.STATE_POSITION;
import static io.furcula.internal.queue.QueueLayout.STATE_SUM;

import io.furcula.NotTransferableException;
import io.furcula.SharedMemoryFullException;
import io.furcula.internal.ErrorText;
import io.furcula.internal.queue.ExtentMap.Extent;
import io.furcula.internal.queue.QueueLayout.Side;
import io.furcula.internal.shared.FaultPoint;
import io.furcula.internal.shared.OwnerWord;
import io.furcula.internal.shared.RobustLock;
import io.furcula.internal.shared.Segments;
import io.furcula.internal.shared.Words;
import io.furcula.spi.Region;
import io.furcula.spi.Segment;
import java.nio.ByteBuffer;

/**
 * The producers' side of a queue. What has to be called with the lock held says so: {@code lock, reserve, (write
 * the message), commit, unlock}.
 */
/*
 *   idle --lock--> PUT_BEGUN set -> message written -> NO_RECORD written behind it
 *        -> LENGTH written [switching extents: and then GO_ON]: from here on it is put
 *        -> next PUT_STATE written -> PUT_COUNT + 1 --unlock--> idle, wakes a taker
 *
 * Consumers look at LENGTH alone, so a producer keeps its counts to itself. Killed between any two steps:
 *   before LENGTH or GO_ON  the message was not put; the next producer finds NO_RECORD at its place, counts
 *                           the put as abandoned, and writes there
 *   before PUT_COUNT + 1    the message was put; the next producer finds its LENGTH or GO_ON, and counts it.
 *                           Until then who asks how many there are finds PUT_BEGUN set, and looks as well
 *   after FILE_END, before  an extent's worth of the file is lost to the queue, nothing else
 *     the extent is linked
 *   an extent was linked    it stays in the ring, empty
 *   an extent is dropped    it is in the ring still, empty and HOLLOW, or it is not
 *   memory was put behind   it stays HOLLOW: the next one does it again, in vain
 *     an extent
 */
final class PutSide {

    /** There is no room. */
    static final int FULL = -1;

    static final long FIRST_EXTENT_BYTES = 64 << 10;

    private static final long LARGEST_SMALL_EXTENT_BYTES = 16 << 20;
    private static final long LARGEST_EXTENT_BYTES = Integer.MAX_VALUE & -4096L;

    private final Segment segment;
    private final ByteBuffer header;
    private final RobustLock lock;
    private final ExtentMap extents;
    private final long maxItems;
    private final long maxBytes;

    /** What {@link #reserve} has found; for the holder of the lock. */
    private Extent extent;

    PutSide(Segment segment, Region region, ExtentMap extents) {
        this.segment = segment;
        this.header = region.bytes();
        this.lock = new RobustLock(region, PUT_LOCK_OFFSET);
        this.extents = extents;
        this.maxItems = QueueLayout.maxItems(header);
        this.maxBytes = QueueLayout.maxBytes(header);
        this.extent = extents.at(Side.PUT.stateWord(header, STATE_EXTENT));
    }

    /** Makes the first extent of a queue that nobody knows yet. */
    static void init(ByteBuffer header, Segment segment) {
        long first = QueueLayout.HEADER_BYTES;
        Words.longPlain(header, FILE_END_OFFSET, first + FIRST_EXTENT_BYTES);
        Side.PUT.writeState(header, 0, first, EXTENT_RECORDS_OFFSET, 0);
        Side.TAKE.writeState(header, 0, first, EXTENT_RECORDS_OFFSET, 0);
        ByteBuffer bytes = segment.map(first, (int) FIRST_EXTENT_BYTES).bytes();
        Words.longPlain(bytes, EXTENT_SIZE_OFFSET, FIRST_EXTENT_BYTES);
        Words.longPlain(bytes, EXTENT_NEXT_OFFSET, first);
    }

    void lock() {
        long dead = lock.lock();
        if (dead != RobustLock.ACQUIRED) {
            recover(dead);
        }
    }

    /** A full fence: what is read after it is read after what was committed before it is visible. */
    void unlock() {
        lock.unlock();
    }

    private void recover(long dead) {
        long count = Side.PUT.countAcquire(header);
        if (Words.longAcquire(header, PUT_BEGUN_OFFSET) != count + 1) {
            return;
        }
        int state = Side.PUT.state(count);
        extent = extents.at(Words.longPlain(header, state + STATE_EXTENT));
        int position = (int) Words.longPlain(header, state + STATE_POSITION);
        int length = extent.lengthAcquire(position);
        if (length == GO_ON) {
            extent = extents.at(extent.next());
            position = EXTENT_RECORDS_OFFSET;
            length = extent.lengthAcquire(position);
        }
        if (length != NO_RECORD) {
            count(count, position, length);
            return;
        }
        Words.longRelease(header, PUTS_ABANDONED_OFFSET, abandoned() + 1);
        abandon();
        System.getLogger(PutSide.class.getPackageName())
                .log(
                        System.Logger.Level.WARNING,
                        "process " + OwnerWord.pid(dead)
                                + " died while it was putting a message; the message is lost, the queue is whole");
    }

    /** {@return how many puts were cut short by the death of their process} */
    long abandoned() {
        return Words.longVolatile(header, PUTS_ABANDONED_OFFSET);
    }

    /**
     * {@return how many messages have been put, at one instant during the call} The lock need not be held: if
     * a put is under way, its record tells whether it counts.
     */
    long count() {
        while (true) {
            long count = Side.PUT.countVolatile(header);
            boolean oneMore = Words.longVolatile(header, PUT_BEGUN_OFFSET) == count + 1
                    && isCommitted(Side.PUT.state(count));
            if (Side.PUT.countVolatile(header) == count) {
                return oneMore ? count + 1 : count;
            }
        }
    }

    private boolean isCommitted(int state) {
        long offset = Words.longAcquire(header, state + STATE_EXTENT);
        long position = Words.longAcquire(header, state + STATE_POSITION);
        return extents.at(offset).lengthIfThere(position) != NO_RECORD;
    }

    /**
     * With the lock held: makes room for a message.
     *
     * @return where it is to be written, in {@link #extent()}; or {@link #FULL}
     */
    int reserve(int messageBytes) {
        long count = Side.PUT.countAcquire(header);
        int state = Side.PUT.state(count);
        long sum = Words.longPlain(header, state + STATE_SUM);
        if (isSeenFull(count, sum, messageBytes)) {
            look();
            if (isSeenFull(count, sum, messageBytes)) {
                return FULL;
            }
        }
        Extent last = extents.at(Words.longPlain(header, state + STATE_EXTENT));
        int position = (int) Words.longPlain(header, state + STATE_POSITION);
        // Behind the record there must be room for the LENGTH of the next one.
        if (position + QueueLayout.recordBytes(messageBytes) + Long.BYTES > last.sizeBytes()) {
            last = extentAfter(last, QueueLayout.recordBytes(messageBytes));
            position = EXTENT_RECORDS_OFFSET;
        }
        extent = last;
        Words.longRelease(header, PUT_BEGUN_OFFSET, count + 1);
        FaultPoint.PUT_BEGUN.reached();
        return position + RECORD_HEADER_BYTES;
    }

    /** {@return the extent that {@link #reserve} has found room in} */
    Extent extent() {
        return extent;
    }

    /** With the lock held: the message has been written, from now on it is in the queue. */
    void commit(int at, int messageBytes) {
        long count = Side.PUT.countAcquire(header);
        int state = Side.PUT.state(count);
        int position = at - RECORD_HEADER_BYTES;
        int behind = position + (int) QueueLayout.recordBytes(messageBytes);
        extent.lengthRelease(behind, NO_RECORD);
        FaultPoint.PUT_WRITTEN.reached();
        extent.lengthRelease(position, messageBytes);
        long before = Words.longPlain(header, state + STATE_EXTENT);
        if (before != extent.offset()) {
            FaultPoint.PUT_IN_NEW_EXTENT.reached();
            extents.at(before)
                    .lengthRelease((int) Words.longPlain(header, state + STATE_POSITION), GO_ON);
        }
        FaultPoint.PUT_COMMITTED.reached();
        count(count, position, messageBytes);
        FaultPoint.PUT_COUNTED.reached();
    }

    private void count(long count, int position, int messageBytes) {
        long sum = Words.longPlain(header, Side.PUT.state(count) + STATE_SUM);
        Side.PUT.commit(
                header,
                count + 1,
                extent.offset(),
                position + QueueLayout.recordBytes(messageBytes),
                sum + messageBytes);
    }

    /** With the lock held: the message that there was room for is not written after all. */
    void abandon() {
        Words.longRelease(header, PUT_BEGUN_OFFSET, 0);
    }

    private boolean isSeenFull(long putCount, long putSum, int messageBytes) {
        return isFull(
                putCount - Words.longPlain(header, SEEN_TAKE_COUNT_OFFSET),
                putSum - Words.longPlain(header, SEEN_TAKE_SUM_OFFSET),
                messageBytes);
    }

    private boolean isFull(long items, long bytes, int messageBytes) {
        return items >= maxItems || (items > 0 && bytes > maxBytes - messageBytes);
    }

    /** Looks what has been taken. Each of both words is right for itself: takes only go on. */
    private void look() {
        Words.longPlain(header, SEEN_TAKE_COUNT_OFFSET, Side.TAKE.countAcquire(header));
        Words.longPlain(header, SEEN_TAKE_SUM_OFFSET, Side.TAKE.stateWord(header, STATE_SUM));
    }

    /** {@return whether there is no room for a message now} May be asked without the lock. */
    boolean isFull(int messageBytes) {
        return isFull(
                Side.PUT.countVolatile(header) - Side.TAKE.countVolatile(header),
                bytes(),
                messageBytes);
    }

    /** {@return whether a producer had better wait a little longer, for more room} So it is when it is full. */
    boolean isNearlyFull(int messageBytes) {
        long items = Side.PUT.countVolatile(header) - Side.TAKE.countVolatile(header);
        return items >= maxItems - (maxItems >> 3)
                || (maxBytes != RingQueue.UNBOUNDED
                        && isFull(items, bytes() + (maxBytes >> 3), messageBytes));
    }

    private long bytes() {
        return maxBytes == RingQueue.UNBOUNDED
                ? 0
                : Side.PUT.stateWord(header, STATE_SUM) - Side.TAKE.stateWord(header, STATE_SUM);
    }

    /**
     * {@return the extent after a full one, free and large enough} An extent is free when it is neither the
     * consumers' nor between theirs and the producers', going round. Where none is, one is inserted.
     */
    private Extent extentAfter(Extent full, long recordBytes) {
        long needed = EXTENT_RECORDS_OFFSET + recordBytes + Long.BYTES;
        Extent candidate = extents.at(full.next());
        while (isFree(candidate, full) && candidate.sizeBytes() < needed) {
            drop(candidate, full);
            candidate = extents.at(full.next());
        }
        if (isFree(candidate, full) && isFilled(candidate)) {
            return candidate;
        }
        long size = Math.max(
                pages(needed), Math.min(2L * full.sizeBytes(), LARGEST_SMALL_EXTENT_BYTES));
        if (size > LARGEST_EXTENT_BYTES) {
            throw new NotTransferableException(
                    ErrorText.of(
                                    "FUR-205",
                                    "A message of " + recordBytes
                                            + " bytes is too large: the most is 2 GiB.")
                            .remedy("send it in parts, or put it into an Array")
                            .toString(),
                    new ArithmeticException("int overflow"));
        }
        long added = Words.longPlain(header, FILE_END_OFFSET);
        size = grow(added, size, pages(needed));
        FaultPoint.EXTENT_ALLOCATED.reached();
        Words.longPlain(header, FILE_END_OFFSET, added + size);
        ByteBuffer bytes = segment.map(added, (int) size).bytes();
        Words.longPlain(bytes, EXTENT_SIZE_OFFSET, size);
        Words.longPlain(bytes, EXTENT_NEXT_OFFSET, candidate.offset());
        FaultPoint.EXTENT_MADE.reached();
        Words.longRelease(full.bytes(), EXTENT_NEXT_OFFSET, added);
        FaultPoint.EXTENT_LINKED.reached();
        return extents.at(added);
    }

    private boolean isFree(Extent candidate, Extent full) {
        return candidate.offset() != full.offset()
                && candidate.offset() != Side.TAKE.stateWord(header, STATE_EXTENT);
    }

    /** One that is too small for today's messages would be in the way in each round: it goes, and its memory. */
    private void drop(Extent small, Extent before) {
        giveBack(segment, small);
        FaultPoint.EXTENT_DROPPED.reached();
        Words.longRelease(before.bytes(), EXTENT_NEXT_OFFSET, small.next());
        extents.forget(small);
    }

    /** Gives the memory of an extent back that nobody uses; it must be filled before it is used. */
    static void giveBack(Segment segment, Extent extent) {
        extent.hollow(true);
        FaultPoint.EXTENT_HOLLOW.reached();
        segment.discard(
                extent.offset() + Segments.PAGE_BYTES, extent.sizeBytes() - Segments.PAGE_BYTES);
    }

    /** {@return how much was added: what is best, or, where that is too much, what is needed} */
    private long grow(long end, long best, long needed) {
        try {
            segment.grow(end + best);
            return best;
        } catch (SharedMemoryFullException e) {
            if (best == needed) {
                throw e;
            }
            segment.grow(end + needed);
            return needed;
        }
    }

    /** {@return whether an extent has memory} One that was given back gets it, if there is as much. */
    private boolean isFilled(Extent extent) {
        if (extent.isHollow()) {
            long first = extent.offset() + Segments.PAGE_BYTES;
            try {
                segment.allocate(first, extent.sizeBytes() - Segments.PAGE_BYTES);
            } catch (SharedMemoryFullException e) {
                return false; // a smaller one may do
            }
            FaultPoint.EXTENT_FILLED.reached();
            extent.hollow(false);
        }
        return true;
    }

    private static long pages(long bytes) {
        return (bytes + Segments.PAGE_BYTES - 1) & -Segments.PAGE_BYTES;
    }
}
