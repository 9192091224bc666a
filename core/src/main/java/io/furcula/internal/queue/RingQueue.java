package io.furcula.internal.queue;

import static io.furcula.internal.queue.QueueLayout.DONE_COUNT_OFFSET;
import static io.furcula.internal.queue.QueueLayout.DONE_OFFSET;
import static io.furcula.internal.queue.QueueLayout.EXTENT_NEXT_OFFSET;
import static io.furcula.internal.queue.QueueLayout.EXTENT_RECORDS_OFFSET;
import static io.furcula.internal.queue.QueueLayout.EXTENT_SIZE_OFFSET;
import static io.furcula.internal.queue.QueueLayout.FILE_END_OFFSET;
import static io.furcula.internal.queue.QueueLayout.GO_ON;
import static io.furcula.internal.queue.QueueLayout.HEADER_BYTES;
import static io.furcula.internal.queue.QueueLayout.MAX_BYTES_OFFSET;
import static io.furcula.internal.queue.QueueLayout.MAX_ITEMS_OFFSET;
import static io.furcula.internal.queue.QueueLayout.PUTTERS_ASLEEP_OFFSET;
import static io.furcula.internal.queue.QueueLayout.PUT_COUNT_OFFSET;
import static io.furcula.internal.queue.QueueLayout.PUT_LOCK_OFFSET;
import static io.furcula.internal.queue.QueueLayout.RECORD_HEADER_BYTES;
import static io.furcula.internal.queue.QueueLayout.STATE_EXTENT;
import static io.furcula.internal.queue.QueueLayout.STATE_POSITION;
import static io.furcula.internal.queue.QueueLayout.STATE_SUM;
import static io.furcula.internal.queue.QueueLayout.TAKERS_ASLEEP_OFFSET;
import static io.furcula.internal.queue.QueueLayout.TAKE_COUNT_OFFSET;
import static io.furcula.internal.queue.QueueLayout.TAKE_LOCK_OFFSET;

import io.furcula.NotTransferableException;
import io.furcula.SharedMemoryFullException;
import io.furcula.internal.ErrorText;
import io.furcula.internal.codec.Codec;
import io.furcula.internal.shared.Deadline;
import io.furcula.internal.shared.OwnerWord;
import io.furcula.internal.shared.RobustLock;
import io.furcula.internal.shared.SegmentHeader;
import io.furcula.internal.shared.Segments;
import io.furcula.internal.shared.Signal;
import io.furcula.internal.shared.Transfer;
import io.furcula.internal.shared.Words;
import io.furcula.spi.Region;
import io.furcula.spi.Segment;
import io.furcula.spi.SegmentRef;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A queue of messages in shared memory: many producers, many consumers, linearisable first-in
 * first-out order, messages of any size up to 2 GiB.
 *
 * <p><b>Thread safety:</b> safe for any number of threads and processes.
 */
/*
 * Two robust locks, as in Michael and Scott, "Simple, Fast, and Practical Non-Blocking and Blocking
 * Concurrent Queue Algorithms" (1996), one for producers and one for consumers, over a ring of extents
 * (QueueLayout). What a lock's holder has done counts from one store on, of PUT_COUNT or TAKE_COUNT:
 *
 *   put:   [PUT_LOCK] -> record written -> next PUT_STATE written -> PUT_COUNT + 1 -> unlock -> wake
 *   take:  [TAKE_LOCK] -> record copied -> next TAKE_STATE written -> TAKE_COUNT + 1 -> unlock -> wake
 *
 * A count chooses which of two states is valid, so the half-written one never is.
 *
 * Killed between any two steps:
 *   before PUT_COUNT + 1    the message was not put; the next producer takes the lock over and writes
 *                           in the same place; an extent added by then stays in the ring, empty
 *   after FILE_END, before  an extent's worth of the file is lost to the queue, nothing else
 *     the extent is linked
 *   before TAKE_COUNT + 1   the message was not taken; the next consumer gets it
 *   before a wake           sleepers look again at the end of their slice (Region.SLICE_MS)
 *
 * An extent is free when it is neither the consumers' nor between theirs and the producers', going
 * round. Producers that need one where none is free, or none large enough, insert one after their own.
 * The file only grows, and any process may grow it, so a message outlives its producer.
 *
 * Put and take are in one file, though a long one: each step of the one relies on the other's order.
 */
public final class RingQueue {

    /** No bound. */
    public static final long UNBOUNDED = Long.MAX_VALUE;

    /** What {@link #poll} returns when nothing is there, since a message may be null. */
    public static final Object NOTHING = new Object();

    private static final long FIRST_EXTENT_BYTES = 64 << 10;
    private static final long LARGEST_SMALL_EXTENT_BYTES = 16 << 20;
    private static final long LARGEST_EXTENT_BYTES = Integer.MAX_VALUE & -4096L;

    private final Segment segment;
    private final Region region;
    private final ByteBuffer header;
    private final RobustLock putLock;
    private final RobustLock takeLock;
    private final Sleepers putters;
    private final Sleepers takers;
    private final Signal done;
    private final long maxItems;
    private final long maxBytes;

    /* What this process knows. Each is used by the holder of one lock alone. */
    private final ExtentMap putExtents;
    private final ExtentMap takeExtents;
    private long seenTakeCount;
    private long seenTakeSum;
    private long seenPutCount;

    private volatile boolean released;

    private RingQueue(Segment segment) {
        this.segment = segment;
        this.region = segment.map(0, HEADER_BYTES);
        this.header = region.bytes();
        this.putLock = new RobustLock(region, PUT_LOCK_OFFSET);
        this.takeLock = new RobustLock(region, TAKE_LOCK_OFFSET);
        this.maxItems = QueueLayout.maxItems(header);
        this.maxBytes = QueueLayout.maxBytes(header);
        this.putExtents = new ExtentMap(segment);
        this.takeExtents = new ExtentMap(segment);
        this.putters =
                new Sleepers(region, PUTTERS_ASLEEP_OFFSET, TAKE_COUNT_OFFSET, this::isClosed);
        this.done = new Signal(region, DONE_OFFSET);
        this.takers = new Sleepers(region, TAKERS_ASLEEP_OFFSET, PUT_COUNT_OFFSET, this::isClosed);
    }

    /**
     * Creates a queue.
     *
     * @param maxItems how many messages it may hold
     * @param maxBytes how many bytes its messages may have together; one message may always be put
     *     into an empty queue
     * @return the queue
     */
    public static RingQueue create(long maxItems, long maxBytes) {
        Segment segment =
                Segments.create(SegmentHeader.TYPE_QUEUE, HEADER_BYTES + FIRST_EXTENT_BYTES);
        ByteBuffer header = segment.map(0, HEADER_BYTES).bytes();
        Words.longPlain(header, MAX_ITEMS_OFFSET, maxItems);
        Words.longPlain(header, MAX_BYTES_OFFSET, maxBytes);
        Words.longPlain(header, FILE_END_OFFSET, HEADER_BYTES + FIRST_EXTENT_BYTES);
        writeState(header, QueueLayout.putState(0), HEADER_BYTES, EXTENT_RECORDS_OFFSET, 0);
        writeState(header, QueueLayout.takeState(0), HEADER_BYTES, EXTENT_RECORDS_OFFSET, 0);
        RingQueue queue = new RingQueue(segment);
        ByteBuffer first = segment.map(HEADER_BYTES, (int) FIRST_EXTENT_BYTES).bytes();
        Words.longPlain(first, EXTENT_SIZE_OFFSET, FIRST_EXTENT_BYTES);
        Words.longPlain(first, EXTENT_NEXT_OFFSET, HEADER_BYTES);
        return queue;
    }

    /**
     * Attaches a queue.
     *
     * @param ref from {@link #export()}
     * @return the queue
     */
    public static RingQueue attach(SegmentRef ref) {
        return new RingQueue(Segments.attach(ref, SegmentHeader.TYPE_QUEUE));
    }

    /** {@return how another process finds this queue} Called when it is serialised. */
    public SegmentRef export() {
        Transfer.sending(segment);
        return segment.ref();
    }

    /** {@return whether this process created it} */
    public boolean isCreator() {
        return SegmentHeader.creator(header) == OwnerWord.self();
    }

    /**
     * Puts a message, when there is room for it.
     *
     * @param message the message
     * @param timeoutNanos the longest wait for room
     * @return true if it was put; false if there was no room in time, or the queue is closed
     * @throws InterruptedException if interrupted while waiting; nothing was put
     */
    public boolean put(Codec.Outgoing message, long timeoutNanos) throws InterruptedException {
        if (tryPut(message)) {
            return true;
        }
        long start = System.nanoTime();
        while (!isClosed()) {
            if (!putters.await(() -> isFull(message.sizeBytes()), timeoutNanos, start)) {
                return false;
            }
            if (tryPut(message)) {
                putters.wakeAnother(size() < maxItems);
                return true;
            }
        }
        return false;
    }

    /**
     * Puts a message, if there is room for it now.
     *
     * @param message the message
     * @return false if there is no room, or the queue is closed
     */
    public boolean tryPut(Codec.Outgoing message) {
        boolean put;
        putLock.lock();
        try {
            put = QueueLayout.closedVolatile(header) == QueueLayout.OPEN && append(message);
        } finally {
            putLock.unlock(); // a full fence: TAKERS_ASLEEP is read after PUT_COUNT was written
        }
        if (put) {
            takers.wakeOne();
        }
        return put;
    }

    /** Called with the put lock held. */
    private boolean append(Codec.Outgoing message) {
        long putCount = QueueLayout.putCountAcquire(header);
        int state = QueueLayout.putState(putCount);
        long sum = Words.longPlain(header, state + STATE_SUM);
        int messageBytes = message.sizeBytes();
        if (isFull(putCount, sum, messageBytes)) {
            readTaken();
            if (isFull(putCount, sum, messageBytes)) {
                return false;
            }
        }
        long extent = Words.longPlain(header, state + STATE_EXTENT);
        long position = Words.longPlain(header, state + STATE_POSITION);
        long recordBytes = QueueLayout.recordBytes(messageBytes);
        ByteBuffer bytes = putExtents.at(extent);
        // Behind the record there must be room for the word that says "go on elsewhere".
        if (position + recordBytes + Long.BYTES > bytes.capacity()) {
            long next = nextExtent(extent, bytes, recordBytes);
            Words.intPlain(bytes, (int) position, GO_ON);
            extent = next;
            position = EXTENT_RECORDS_OFFSET;
            bytes = putExtents.at(extent);
        }
        int at = (int) position;
        Words.intPlain(bytes, at, messageBytes);
        message.writeTo(bytes, at + RECORD_HEADER_BYTES);
        writeState(
                header,
                QueueLayout.putState(putCount + 1),
                extent,
                position + recordBytes,
                sum + messageBytes);
        QueueLayout.putCountRelease(header, putCount + 1);
        return true;
    }

    private boolean isFull(long putCount, long putSum, int messageBytes) {
        long items = putCount - seenTakeCount;
        long bytes = putSum - seenTakeSum;
        return items >= maxItems || (items > 0 && bytes > maxBytes - messageBytes);
    }

    /** Reads count and sum of the takes together: a seqlock, since takers do not stop for us. */
    private void readTaken() {
        while (true) {
            long count = QueueLayout.takeCountAcquire(header);
            long sum = Words.longAcquire(header, QueueLayout.takeState(count) + STATE_SUM);
            if (QueueLayout.takeCountAcquire(header) == count) {
                seenTakeCount = count;
                seenTakeSum = sum;
                return;
            }
            Thread.onSpinWait();
        }
    }

    private long takersExtent() {
        while (true) {
            long count = QueueLayout.takeCountAcquire(header);
            long extent = Words.longAcquire(header, QueueLayout.takeState(count) + STATE_EXTENT);
            if (QueueLayout.takeCountAcquire(header) == count) {
                return extent;
            }
            Thread.onSpinWait();
        }
    }

    /** Called with the put lock held: the extent after a full one, free and large enough. */
    private long nextExtent(long full, ByteBuffer fullBytes, long recordBytes) {
        long needed = EXTENT_RECORDS_OFFSET + recordBytes + Long.BYTES;
        long candidate = Words.longPlain(fullBytes, EXTENT_NEXT_OFFSET);
        if (candidate != full
                && candidate != takersExtent()
                && putExtents.at(candidate).capacity() >= needed) {
            return candidate;
        }
        long size = Math.max(
                pages(needed), Math.min(2L * fullBytes.capacity(), LARGEST_SMALL_EXTENT_BYTES));
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
        Words.longPlain(header, FILE_END_OFFSET, added + size);
        ByteBuffer bytes = segment.map(added, (int) size).bytes();
        Words.longPlain(bytes, EXTENT_SIZE_OFFSET, size);
        Words.longPlain(bytes, EXTENT_NEXT_OFFSET, candidate);
        Words.longRelease(fullBytes, EXTENT_NEXT_OFFSET, added);
        return added;
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

    private static long pages(long bytes) {
        return (bytes + Segments.PAGE_BYTES - 1) & -Segments.PAGE_BYTES;
    }

    /**
     * Takes the oldest message, when there is one.
     *
     * @param timeoutNanos the longest wait for one
     * @return the message, or {@link #NOTHING} if there was none in time, or if the queue is closed
     *     and empty
     * @throws InterruptedException if interrupted while waiting; nothing was taken
     */
    public @Nullable Object poll(long timeoutNanos) throws InterruptedException {
        Object message = tryTake(true);
        if (message != NOTHING) {
            return Codec.finish(message);
        }
        long start = System.nanoTime();
        while (true) {
            boolean last = isClosed(); // read before the last look, or a message could be left
            if (!last && !takers.await(this::isEmpty, timeoutNanos, start)) {
                return NOTHING;
            }
            message = tryTake(true);
            if (message != NOTHING) {
                takers.wakeAnother(!isEmpty());
                return Codec.finish(message);
            } else if (last) {
                return NOTHING;
            }
        }
    }

    /** {@return the oldest message, taken, or {@link #NOTHING}} */
    public @Nullable Object tryPoll() {
        return Codec.finish(tryTake(true));
    }

    /**
     * Waits for a message, which stays.
     *
     * @param timeoutNanos the longest wait
     * @return whether there is one
     * @throws InterruptedException if interrupted while waiting
     */
    public boolean awaitMessage(long timeoutNanos) throws InterruptedException {
        takers.await(this::isEmpty, timeoutNanos, System.nanoTime());
        return !isEmpty();
    }

    /** {@return the oldest message, which stays, or {@link #NOTHING}} */
    public @Nullable Object peek() {
        return Codec.finish(tryTake(false));
    }

    /**
     * Takes what is there.
     *
     * @param most how many messages at most
     * @return the messages, the oldest first
     */
    public List<@Nullable Object> drain(int most) {
        List<@Nullable Object> taken = new ArrayList<>();
        takeLock.lock();
        try {
            while (taken.size() < most) {
                Object message = next(true);
                if (message == NOTHING) {
                    break;
                }
                taken.add(message);
            }
        } finally {
            takeLock.unlock();
        }
        if (!taken.isEmpty()) {
            putters.wakeOne();
        }
        taken.replaceAll(Codec::finish);
        return taken;
    }

    /** {@return all messages, which stay, the oldest first} */
    public List<@Nullable Object> snapshot() {
        List<@Nullable Object> messages = new ArrayList<>();
        takeLock.lock();
        try {
            Cursor cursor = cursor();
            for (long left = size(); left > 0; left--) { // none once all has ended
                cursor = cursor.resolve();
                messages.add(cursor.message());
                cursor = cursor.next();
            }
        } finally {
            takeLock.unlock();
        }
        messages.replaceAll(Codec::finish);
        return messages;
    }

    private @Nullable Object tryTake(boolean commit) {
        Object message;
        takeLock.lock();
        try {
            message = next(commit);
        } finally {
            takeLock.unlock(); // a full fence: PUTTERS_ASLEEP is read after TAKE_COUNT was written
        }
        if (commit && message != NOTHING) {
            putters.wakeOne();
        }
        return message;
    }

    /** Called with the take lock held. */
    private @Nullable Object next(boolean commit) {
        if (QueueLayout.closedVolatile(header) == QueueLayout.ALL_ENDED) {
            return NOTHING;
        }
        long takeCount = QueueLayout.takeCountAcquire(header);
        if (seenPutCount <= takeCount) {
            seenPutCount = QueueLayout.putCountAcquire(header);
            if (seenPutCount == takeCount) {
                return NOTHING;
            }
        }
        Cursor cursor = cursor().resolve();
        Object message = cursor.message();
        if (commit) {
            Cursor after = cursor.next();
            writeState(
                    header,
                    QueueLayout.takeState(takeCount + 1),
                    after.extent,
                    after.position,
                    after.sum);
            QueueLayout.takeCountRelease(header, takeCount + 1);
        }
        return message;
    }

    private Cursor cursor() {
        int state = QueueLayout.takeState(QueueLayout.takeCountAcquire(header));
        long extent = Words.longPlain(header, state + STATE_EXTENT);
        long position = Words.longPlain(header, state + STATE_POSITION);
        return new Cursor(
                extent,
                position,
                Words.longPlain(header, state + STATE_SUM),
                takeExtents.at(extent));
    }

    /** A place in the ring; used with the take lock held. */
    private final class Cursor {
        private final long extent;
        private final long position;
        private final long sum;
        private final ByteBuffer bytes;

        Cursor(long extent, long position, long sum, ByteBuffer bytes) {
            this.extent = extent;
            this.position = position;
            this.sum = sum;
            this.bytes = bytes;
        }

        private int length() {
            return Words.intPlain(bytes, (int) position);
        }

        Cursor resolve() {
            if (length() != GO_ON) {
                return this;
            }
            long next = Words.longAcquire(bytes, EXTENT_NEXT_OFFSET);
            return new Cursor(next, EXTENT_RECORDS_OFFSET, sum, takeExtents.at(next));
        }

        @Nullable
        Object message() {
            return Codec.decode(bytes, (int) position + RECORD_HEADER_BYTES, length());
        }

        Cursor next() {
            int length = length();
            return new Cursor(
                    extent, position + QueueLayout.recordBytes(length), sum + length, bytes);
        }
    }

    private static void writeState(
            ByteBuffer header, int state, long extent, long position, long sum) {
        Words.longRelease(header, state + STATE_EXTENT, extent);
        Words.longRelease(header, state + STATE_POSITION, position);
        Words.longRelease(header, state + STATE_SUM, sum);
    }

    private boolean isFull(int messageBytes) {
        while (true) {
            long takeCount = QueueLayout.takeCountVolatile(header);
            long putCount = QueueLayout.putCountVolatile(header);
            long bytes = Words.longAcquire(header, QueueLayout.putState(putCount) + STATE_SUM)
                    - Words.longAcquire(header, QueueLayout.takeState(takeCount) + STATE_SUM);
            if (takeCount == QueueLayout.takeCountVolatile(header)
                    && putCount == QueueLayout.putCountVolatile(header)) {
                long items = putCount - takeCount;
                return items >= maxItems || (items > 0 && bytes > maxBytes - messageBytes);
            }
        }
    }

    /** {@return whether it holds no message now} */
    public boolean isEmpty() {
        return size() == 0;
    }

    /** {@return how many messages it held at one instant during the call} */
    public long size() {
        if (QueueLayout.closedVolatile(header) == QueueLayout.ALL_ENDED) {
            return 0;
        }
        while (true) {
            long taken = QueueLayout.takeCountVolatile(header);
            long put = QueueLayout.putCountVolatile(header);
            if (QueueLayout.takeCountVolatile(header) == taken) {
                return put - taken;
            }
        }
    }

    /** {@return how many messages it may hold} */
    public long maxItems() {
        return maxItems;
    }

    /**
     * Lets no more messages in, for all processes, and wakes all that wait. Idempotent.
     *
     * @param now whether those that are there are dropped, too
     */
    public void shutdown(boolean now) {
        int state = now ? QueueLayout.ALL_ENDED : QueueLayout.PUTS_ENDED;
        putLock.lock(); // after this, no put is half done
        QueueLayout.closedVolatile(header, Math.max(QueueLayout.closedVolatile(header), state));
        putLock.unlock();
        takers.wakeAll();
        putters.wakeAll();
        done.raise(Integer.MAX_VALUE);
    }

    /** {@return whether no more messages are let in} Those that are there can still be taken, unless dropped. */
    public boolean isClosed() {
        return released || QueueLayout.closedVolatile(header) != QueueLayout.OPEN;
    }

    /** {@return whether there was a message that was taken and not done, and is now} */
    public boolean taskDone() {
        long count;
        do {
            count = Words.longVolatile(header, DONE_COUNT_OFFSET);
            if (count >= QueueLayout.takeCountVolatile(header)) {
                return false;
            }
        } while (!Words.casLong(header, DONE_COUNT_OFFSET, count, count + 1));
        if (areAllDone()) {
            done.raise(Integer.MAX_VALUE);
        }
        return true;
    }

    /**
     * Waits until all messages that were put have been taken and done, or were dropped.
     *
     * @param deadline the end of the wait
     * @return whether they are
     * @throws InterruptedException if interrupted, before or while waiting
     */
    public boolean join(Deadline deadline) throws InterruptedException {
        return done.awaitUntil(this::areAllDone, deadline);
    }

    /** A put counts from the store on that makes it one, so one that is killed before is not waited for. */
    private boolean areAllDone() {
        return QueueLayout.closedVolatile(header) == QueueLayout.ALL_ENDED
                || Words.longVolatile(header, DONE_COUNT_OFFSET)
                        == QueueLayout.putCountVolatile(header);
    }

    /**
     * Gives up this process's hold on the memory. Threads that wait here return within a slice.
     * Mappings stay while this object is reachable.
     */
    public void release() {
        released = true;
        Segments.close(segment);
    }
}
