package io.furcula.internal.queue;

import static io.furcula.internal.queue.QueueLayout.EXTENT_RECORDS_OFFSET;
import static io.furcula.internal.queue.QueueLayout.GO_ON;
import static io.furcula.internal.queue.QueueLayout.NO_RECORD;
import static io.furcula.internal.queue.QueueLayout.RECORD_HEADER_BYTES;
import static io.furcula.internal.queue.QueueLayout.STATE_EXTENT;
import static io.furcula.internal.queue.QueueLayout.STATE_POSITION;
import static io.furcula.internal.queue.QueueLayout.STATE_SUM;
import static io.furcula.internal.queue.QueueLayout.TAKE_LOCK_OFFSET;

import io.furcula.internal.queue.ExtentMap.Extent;
import io.furcula.internal.queue.QueueLayout.Side;
import io.furcula.internal.shared.FaultPoint;
import io.furcula.internal.shared.RobustLock;
import io.furcula.internal.shared.Words;
import io.furcula.spi.Region;
import io.furcula.spi.Segment;
import java.nio.ByteBuffer;
import java.util.function.IntConsumer;

/**
 * The consumers' side of a queue. What has to be called with the lock held says so: {@code lock, find, (read the
 * message), commit, unlock}.
 */
/*
 *   idle --lock--> an extent that is used up is left -> message read -> next TAKE_STATE written
 *        -> TAKE_COUNT + 1: from here on it is taken --unlock--> idle, wakes a putter
 *
 * Killed between any two steps:
 *   before TAKE_COUNT + 1   the message was not taken; the next consumer gets it
 *   after it                the message was taken, and is gone with its consumer
 *
 * An extent that is left is free for producers from the next TAKE_COUNT + 1 on, unless it is still their own. If more
 * memory is free than a busy queue needs, it is given back before that: HOLLOW is set, and the file gets a hole. HOLLOW
 * also says "go on at NEXT" to the consumer after one that was killed here, since the word that said so may be in the
 * hole. Killed between setting HOLLOW and making the hole, the memory stays until the extent is used.
 */
final class TakeSide {

    /** There is no message. */
    static final int NOTHING = -1;

    /** As much free memory as a queue keeps for its next messages. */
    private static final long KEPT_BYTES = Long.getLong("furcula.queue.keep", 64 << 20);

    private final Segment segment;
    private final ByteBuffer header;
    private final RobustLock lock;
    private final ExtentMap extents;

    /** What {@link #find} has found; for the holder of the lock. */
    private Extent extent;

    TakeSide(Segment segment, Region region, ExtentMap extents) {
        this.segment = segment;
        this.header = region.bytes();
        this.lock = new RobustLock(region, TAKE_LOCK_OFFSET);
        this.extents = extents;
        this.extent = extents.at(Side.TAKE.stateWord(header, STATE_EXTENT));
    }

    void lock() {
        lock.lock(); // from one that died, too: what it has not committed has not happened
    }

    /** A full fence: what is read after it is read after what was committed before it is visible. */
    void unlock() {
        lock.unlock();
    }

    /** {@return whether this thread has the lock: it is lent a message} */
    boolean isLockedHere() {
        return lock.isHeldHere();
    }

    /** {@return whether there was no message at one instant during the call} */
    boolean looksEmpty() {
        while (true) {
            long count = Side.TAKE.countVolatile(header);
            int state = Side.TAKE.state(count);
            Extent here = extents.at(Words.longAcquire(header, state + STATE_EXTENT));
            int length = here.lengthIfThere(Words.longAcquire(header, state + STATE_POSITION));
            boolean hollow = here.isHollow(); // read after LENGTH: a hole is all zero, too
            if (Side.TAKE.countVolatile(header) == count) {
                return length == NO_RECORD && !hollow;
            }
        }
    }

    /** With the lock held: {@return where the oldest message is, in {@link #extent()}; or {@link #NOTHING}} */
    int find() {
        if (QueueLayout.closedVolatile(header) == QueueLayout.ALL_ENDED) {
            return NOTHING;
        }
        int state = Side.TAKE.state(Side.TAKE.countAcquire(header));
        extent = extents.at(Words.longPlain(header, state + STATE_EXTENT));
        int position = (int) Words.longPlain(header, state + STATE_POSITION);
        int length = extent.lengthAcquire(position);
        if (isUsedUp(extent, length)) {
            giveBack(extent);
            extent = extents.at(extent.next());
            position = EXTENT_RECORDS_OFFSET;
        } else if (length == NO_RECORD) {
            return NOTHING;
        }
        return position + RECORD_HEADER_BYTES;
    }

    /** A consumer alone makes an extent hollow, and only one in which it has found GO_ON. */
    private static boolean isUsedUp(Extent extent, int length) {
        return length == GO_ON || (length == NO_RECORD && extent.isHollow());
    }

    /** {@return the extent of the message that {@link #find} has found} */
    Extent extent() {
        return extent;
    }

    /** {@return how long a message is} */
    int length(int at) {
        return Words.intPlain(extent.bytes(), at - RECORD_HEADER_BYTES);
    }

    /** With the lock held: the message has been read, it is taken. */
    void commit(int at) {
        FaultPoint.TAKE_READ.reached();
        int length = length(at);
        long count = Side.TAKE.countAcquire(header);
        long sum = Words.longPlain(header, Side.TAKE.state(count) + STATE_SUM);
        long record = (long) at - RECORD_HEADER_BYTES;
        Side.TAKE.commit(
                header,
                count + 1,
                extent.offset(),
                record + QueueLayout.recordBytes(length),
                sum + length);
        FaultPoint.TAKE_COUNTED.reached();
    }

    /**
     * With the lock held: shows all messages, which stay.
     *
     * @param reader gets where each is, in {@link #extent()}
     */
    void forEach(IntConsumer reader) {
        int at = find();
        while (at != NOTHING) {
            reader.accept(at);
            int position = at - RECORD_HEADER_BYTES + (int) QueueLayout.recordBytes(length(at));
            int length = extent.lengthAcquire(position);
            if (length == GO_ON) {
                extent = extents.at(extent.next());
                position = EXTENT_RECORDS_OFFSET;
            }
            at = length == NO_RECORD ? NOTHING : position + RECORD_HEADER_BYTES;
        }
    }

    /**
     * Not while it is the producers', too: one who died after GO_ON, and before the count, has left it as theirs,
     * and the next one has to find that word.
     */
    private void giveBack(Extent left) {
        long producers = Side.PUT.stateWord(header, STATE_EXTENT);
        if (left.offset() != producers && !left.isHollow() && isMoreThanKept(left, producers)) {
            PutSide.giveBack(segment, left);
            FaultPoint.EXTENT_DISCARDED.reached();
        }
    }

    /** Going round from the producers' extent: if they go on meanwhile, less is free than it seems. */
    private boolean isMoreThanKept(Extent left, long producers) {
        long free = left.sizeBytes();
        Extent next = extents.at(extents.at(producers).next());
        while (next.offset() != left.offset() && free <= KEPT_BYTES) {
            if (!next.isHollow()) {
                free += next.sizeBytes();
            }
            next = extents.at(next.next());
        }
        return free > KEPT_BYTES;
    }
}
