package io.furcula.internal.queue;

import static io.furcula.internal.queue.QueueLayout.DONE_COUNT_OFFSET;
import static io.furcula.internal.queue.QueueLayout.DONE_OFFSET;
import static io.furcula.internal.queue.QueueLayout.HEADER_BYTES;
import static io.furcula.internal.queue.QueueLayout.MAX_BYTES_OFFSET;
import static io.furcula.internal.queue.QueueLayout.MAX_ITEMS_OFFSET;
import static io.furcula.internal.queue.QueueLayout.PUTTERS_ASLEEP_OFFSET;
import static io.furcula.internal.queue.QueueLayout.PUT_COUNT_OFFSET;
import static io.furcula.internal.queue.QueueLayout.SPINNING_OFFSET;
import static io.furcula.internal.queue.QueueLayout.TAKERS_ASLEEP_OFFSET;
import static io.furcula.internal.queue.QueueLayout.TAKE_COUNT_OFFSET;

import io.furcula.internal.codec.Codec;
import io.furcula.internal.queue.QueueLayout.Side;
import io.furcula.internal.queue.Sleepers.Outcome;
import io.furcula.internal.shared.Deadline;
import io.furcula.internal.shared.Living;
import io.furcula.internal.shared.OwnerWord;
import io.furcula.internal.shared.SegmentHeader;
import io.furcula.internal.shared.Segments;
import io.furcula.internal.shared.Signal;
import io.furcula.internal.shared.Transfer;
import io.furcula.internal.shared.Watch;
import io.furcula.internal.shared.Words;
import io.furcula.spi.Region;
import io.furcula.spi.Segment;
import io.furcula.spi.SegmentRef;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A queue of messages in shared memory: many producers, many consumers, linearisable first-in
 * first-out order, messages of any size up to 2 GiB.
 *
 * <p><b>Thread safety:</b> safe for any number of threads and processes.
 */
/*
 * Two robust locks, as in Michael and Scott, "Simple, Fast, and Practical Non-Blocking and Blocking
 * Concurrent Queue Algorithms" (1996), one for producers (PutSide) and one for consumers (TakeSide), over a
 * ring of extents (QueueLayout). What a lock's holder does counts from one store on: a put from that of the
 * record's LENGTH, a take from that of TAKE_COUNT. So the two sides share a line where there is a message, and
 * no other.
 *
 *   PutSide:   idle --lock--> looking --reserve--> writing --commit--> put ----unlock--> idle, wakes a taker
 *   TakeSide:  idle --lock--> looking --find-----> reading --commit--> taken --unlock--> idle, wakes a putter
 *
 * What a kill costs in each of these states is said in PutSide and TakeSide; before a wake, sleepers look
 * again at the end of their slice (Region.SLICE_MS).
 */
public final class RingQueue {

    /** No bound. */
    public static final long UNBOUNDED = Long.MAX_VALUE;

    /** What {@link #poll} returns when nothing is there, since a message may be null. */
    public static final Object NOTHING = new Object();

    private final Segment segment;
    private final ByteBuffer header;
    final PutSide putSide;
    final TakeSide takeSide;
    final Sleepers putters;
    final Sleepers takers;
    private final Signal done;
    private final long maxItems;
    private final BooleanSupplier looksEmpty;

    private volatile boolean released;

    private RingQueue(Segment segment) {
        this.segment = segment;
        Region region = segment.map(0, HEADER_BYTES);
        this.header = region.bytes();
        this.maxItems = QueueLayout.maxItems(header);
        ExtentMap extents = new ExtentMap(segment);
        this.putSide = new PutSide(segment, region, extents);
        this.takeSide = new TakeSide(segment, region, extents);
        this.looksEmpty = takeSide::looksEmpty;
        boolean spinning = QueueLayout.isSpinning(header);
        this.putters = new Sleepers(
                region, PUTTERS_ASLEEP_OFFSET, TAKE_COUNT_OFFSET, spinning, this::isClosed);
        this.takers = new Sleepers(
                region, TAKERS_ASLEEP_OFFSET, PUT_COUNT_OFFSET, spinning, this::isClosed);
        this.done = new Signal(region, DONE_OFFSET);
    }

    /**
     * Creates a queue whose waiters sleep.
     *
     * @param maxItems how many messages it may hold
     * @param maxBytes how many bytes its messages may have together; one message may always be put
     *     into an empty queue
     * @return the queue
     */
    public static RingQueue create(long maxItems, long maxBytes) {
        return create(maxItems, maxBytes, false);
    }

    /**
     * Creates a queue.
     *
     * @param maxItems how many messages it may hold
     * @param maxBytes how many bytes its messages may have together; one message may always be put
     *     into an empty queue
     * @param spinning whether those who wait never sleep
     * @return the queue
     */
    public static RingQueue create(long maxItems, long maxBytes, boolean spinning) {
        Segment segment = Segments.create(
                SegmentHeader.TYPE_QUEUE, HEADER_BYTES + PutSide.FIRST_EXTENT_BYTES);
        ByteBuffer header = segment.map(0, HEADER_BYTES).bytes();
        Words.longPlain(header, MAX_ITEMS_OFFSET, maxItems);
        Words.longPlain(header, MAX_BYTES_OFFSET, maxBytes);
        Words.intPlain(header, SPINNING_OFFSET, spinning ? 1 : 0);
        PutSide.init(header, segment);
        return new RingQueue(segment);
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
        return tryPut(message)
                || putSlowly(message.sizeBytes(), () -> tryPut(message), timeoutNanos);
    }

    boolean putSlowly(int messageBytes, BooleanSupplier tryPut, long timeoutNanos)
            throws InterruptedException {
        long start = System.nanoTime();
        while (!isClosed()) {
            Outcome outcome = awaitRoom(messageBytes, timeoutNanos, start);
            if (outcome == Outcome.TIMED_OUT) {
                return false;
            }
            if (tryPut.getAsBoolean()) {
                wakeAnotherPutter(outcome);
                return true;
            }
        }
        return false;
    }

    private Outcome awaitRoom(int messageBytes, long timeoutNanos, long start)
            throws InterruptedException {
        if (takeSide.isLockedHere()) {
            throw new IllegalStateException(
                    "waiting for room in a queue while reading a message of it: nobody else can take");
        }
        return putters.await(
                () -> putSide.isFull(messageBytes),
                () -> putSide.isNearlyFull(messageBytes),
                timeoutNanos,
                start);
    }

    private void wakeAnotherPutter(Outcome outcome) {
        if (outcome == Outcome.WOKEN) {
            putters.wakeAnother(!putSide.isFull(0));
        }
    }

    /**
     * Puts a message, if there is room for it now.
     *
     * @param message the message
     * @return false if there is no room, or the queue is closed
     */
    public boolean tryPut(Codec.Outgoing message) {
        boolean put;
        putSide.lock();
        try {
            put = append(message);
        } finally {
            putSide.unlock(); // a full fence: TAKERS_ASLEEP is read after PUT_COUNT was written
        }
        if (put) {
            takers.wakeOne();
        }
        return put;
    }

    /** Called with the put lock held. */
    private boolean append(Codec.Outgoing message) {
        int size = message.sizeBytes();
        int at = reserve(size);
        if (at == PutSide.FULL) {
            return false;
        }
        message.writeTo(putSide.extent().bytes(), at);
        putSide.commit(at, size);
        return true;
    }

    /** Called with the put lock held: finds room, unless there is none or the queue is closed. */
    int reserve(int messageBytes) {
        return QueueLayout.closedVolatile(header) == QueueLayout.OPEN
                ? putSide.reserve(messageBytes)
                : PutSide.FULL;
    }

    /**
     * Puts several messages, as room comes.
     *
     * @param messages the messages
     * @param timeoutNanos the longest wait for room
     * @return how many were put: not all if there was no room in time, or the queue is closed
     * @throws InterruptedException if interrupted while waiting; perhaps after some were put
     */
    public int putAll(List<Codec.Outgoing> messages, long timeoutNanos)
            throws InterruptedException {
        long start = System.nanoTime();
        int put = tryPutAll(messages, 0);
        while (put < messages.size() && !isClosed()) {
            Outcome outcome = awaitRoom(messages.get(put).sizeBytes(), timeoutNanos, start);
            if (outcome == Outcome.TIMED_OUT) {
                return put;
            }
            put = tryPutAll(messages, put);
            wakeAnotherPutter(outcome);
        }
        return put;
    }

    private int tryPutAll(List<Codec.Outgoing> messages, int from) {
        int put = from;
        putSide.lock();
        try {
            while (put < messages.size() && append(messages.get(put))) {
                put++;
            }
        } finally {
            putSide.unlock();
        }
        if (put > from) {
            takers.wakeOne();
        }
        return put;
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
        return Codec.finish(
                message == NOTHING ? pollSlowly(() -> tryTake(true), timeoutNanos) : message);
    }

    /** {@return what a try to take has brought, or {@link #NOTHING}} */
    @Nullable
    Object pollSlowly(Supplier<@Nullable Object> tryTake, long timeoutNanos)
            throws InterruptedException {
        long start = System.nanoTime();
        while (true) {
            boolean last = isClosed(); // read before the last look, or a message could be left
            Outcome outcome = last ? Outcome.READY : awaitMessage(timeoutNanos, start);
            if (outcome == Outcome.TIMED_OUT) {
                return NOTHING;
            }
            Object message = tryTake.get();
            if (message != NOTHING) {
                wakeAnotherTaker(outcome);
                return message;
            } else if (last) {
                return NOTHING;
            }
        }
    }

    private Outcome awaitMessage(long timeoutNanos, long start) throws InterruptedException {
        return takers.await(looksEmpty, looksEmpty, timeoutNanos, start);
    }

    private void wakeAnotherTaker(Outcome outcome) {
        if (outcome == Outcome.WOKEN) {
            takers.wakeAnother(!isEmpty());
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
        Outcome outcome = awaitMessage(timeoutNanos, System.nanoTime());
        wakeAnotherTaker(outcome); // the message is still there, for anyone
        return !isEmpty();
    }

    /**
     * {@return a watch for a message, or for the queue to be closed}
     *
     * @param ready whether it is ready all the same
     * @param readyByDeath whether it is so since somebody died
     */
    public Watch watch(BooleanSupplier ready, Predicate<Living> readyByDeath) {
        return takers.watch(this::isEmpty, ready, readyByDeath);
    }

    /** {@return the oldest message, which stays, or {@link #NOTHING}} */
    public @Nullable Object peek() {
        return Codec.finish(tryTake(false));
    }

    private @Nullable Object tryTake(boolean commit) {
        if (takeSide.looksEmpty()) {
            return NOTHING;
        }
        Object message = NOTHING;
        takeSide.lock();
        try {
            int at = takeSide.find();
            if (at != TakeSide.NOTHING) {
                message = decode(at, takeSide.length(at));
                if (commit) {
                    takeSide.commit(at);
                }
            }
        } finally {
            takeSide.unlock(); // a full fence: PUTTERS_ASLEEP is read after TAKE_COUNT was written
        }
        if (commit && message != NOTHING) {
            putters.wakeOne();
        }
        return message;
    }

    private @Nullable Object decode(int at, int length) {
        return Codec.decode(takeSide.extent().bytes(), at, length);
    }

    /**
     * Takes what is there.
     *
     * @param most how many messages at most
     * @return the messages, the oldest first
     */
    public List<@Nullable Object> drain(int most) {
        List<@Nullable Object> taken = new ArrayList<>();
        takeSide.lock();
        try {
            while (taken.size() < most) {
                int at = takeSide.find();
                if (at == TakeSide.NOTHING) {
                    break;
                }
                taken.add(decode(at, takeSide.length(at)));
                takeSide.commit(at);
            }
        } finally {
            takeSide.unlock();
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
        takeSide.lock();
        try {
            takeSide.forEach(at -> messages.add(decode(at, takeSide.length(at))));
        } finally {
            takeSide.unlock();
        }
        messages.replaceAll(Codec::finish);
        return messages;
    }

    /** {@return whether it holds no message now} */
    public boolean isEmpty() {
        return QueueLayout.closedVolatile(header) == QueueLayout.ALL_ENDED || takeSide.looksEmpty();
    }

    /** {@return how many messages it held at one instant during the call} */
    public long size() {
        if (QueueLayout.closedVolatile(header) == QueueLayout.ALL_ENDED) {
            return 0;
        }
        while (true) {
            long taken = Side.TAKE.countVolatile(header);
            long put = putSide.count();
            if (Side.TAKE.countVolatile(header) == taken) {
                return put - taken;
            }
        }
    }

    /** {@return how many messages it may hold} */
    public long maxItems() {
        return maxItems;
    }

    /** {@return how many puts were cut short by the death of their process} */
    public long abandonedPuts() {
        return putSide.abandoned();
    }

    /**
     * Lets no more messages in, for all processes, and wakes all that wait. Idempotent.
     *
     * @param now whether those that are there are dropped, too
     */
    public void shutdown(boolean now) {
        int state = now ? QueueLayout.ALL_ENDED : QueueLayout.PUTS_ENDED;
        putSide.lock(); // after this, no put is half done
        QueueLayout.closedVolatile(header, Math.max(QueueLayout.closedVolatile(header), state));
        putSide.unlock();
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
            if (count >= Side.TAKE.countVolatile(header)) {
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
                || Words.longVolatile(header, DONE_COUNT_OFFSET) == Side.PUT.countVolatile(header);
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
