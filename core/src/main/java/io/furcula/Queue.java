package io.furcula;

import io.furcula.internal.codec.Codec;
import io.furcula.internal.queue.RingQueue;
import io.furcula.internal.shared.Deadline;
import io.furcula.internal.shared.Timeouts;
import io.furcula.internal.shared.Watch;
import io.furcula.internal.shared.WordWatch;
import io.furcula.internal.start.Self;
import io.furcula.spi.SegmentRef;
import java.io.InvalidObjectException;
import java.io.ObjectInputStream;
import java.io.Serializable;
import java.time.Duration;
import java.util.AbstractQueue;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A first-in first-out queue between processes. Pass it to a child as an argument, or send it through
 * another queue: all see the same messages.
 *
 * <p>A message is serialised inside {@link #put}, in the caller's thread: an error rises there, and a
 * later change to the object is not sent. Primitives, strings and primitive arrays are quick;
 * everything else goes through the codec ({@link io.furcula.spi.MessageCodec}). Once {@code put} has
 * returned, the message outlives the process that put it: there is no feeder thread, a child may end
 * at once, and it may be joined before its messages are taken.
 *
 * <p>A message may have up to 2 GiB. A queue without a bound grows with its messages; its memory is
 * used again, given back to the system when it has become much more than is needed, and freed with the
 * queue's last holder. {@link ByteMessages} puts and takes bytes without copying them twice.
 *
 * <p>{@link #close} by the process that created the queue ends it for all: no more messages are let
 * in, those that are there can still be taken, and then every taker gets {@link
 * QueueClosedException}. {@code close} by any other process gives up that process's hold alone.
 *
 * <p><b>Thread safety:</b> safe for any number of threads and processes. A process killed at any
 * instant costs at most the message that it was putting; one that it was taking goes to the next.
 *
 * @param <E> the messages' type
 */
public final class Queue<E> extends AbstractQueue<E>
        implements BlockingQueue<E>, AutoCloseable, Serializable, Waitable {

    private static final long serialVersionUID = 1;
    private static final long FOREVER = Long.MAX_VALUE;

    private final transient RingQueue ring;
    private final transient Self owner = Self.current();
    private transient volatile boolean closedHere;

    private Queue(RingQueue ring) {
        this.ring = ring;
    }

    /** How a queue is to be. */
    public static final class Builder {
        private long maxItems = RingQueue.UNBOUNDED;
        private long maxBytes = RingQueue.UNBOUNDED;
        private boolean spinning;

        private Builder() {}

        /**
         * Bounds the number of messages.
         *
         * @param items how many it holds at most, at least 1
         * @return this
         */
        public Builder capacity(int items) {
            if (items < 1) {
                throw new IllegalArgumentException(
                        "capacity=" + items + " is less than 1; leave it out for no bound");
            }
            maxItems = items;
            return this;
        }

        /**
         * Bounds the size of all messages together, as they are serialised. One message may always be put into
         * an empty queue, however large it is.
         *
         * @param bytes how many bytes at most, at least 1
         * @return this
         */
        public Builder capacityBytes(long bytes) {
            if (bytes < 1) {
                throw new IllegalArgumentException(
                        "capacityBytes=" + bytes + " is less than 1; leave it out for no bound");
            }
            maxBytes = bytes;
            return this;
        }

        /**
         * Lets those who wait look again and again, instead of sleeping after a while: answers come in a
         * fraction of a microsecond, and each waiter keeps a processor busy. Not for more waiters than there
         * are processors to spare.
         *
         * @return this
         */
        public Builder spinning() {
            spinning = true;
            return this;
        }

        /**
         * {@return a new queue}
         *
         * @param <E> the messages' type
         * @throws SharedMemoryException if there is no shared memory; nothing is left behind
         */
        public <E> Queue<E> create() {
            return new Queue<>(RingQueue.create(maxItems, maxBytes, spinning));
        }
    }

    /** {@return a builder of queues: without a bound, and with waiters that sleep, unless told otherwise} */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * {@return a new queue without a bound}
     *
     * @param <E> the messages' type
     * @throws SharedMemoryException if there is no shared memory; nothing is left behind
     */
    public static <E> Queue<E> create() {
        return builder().create();
    }

    /**
     * {@return a new queue that holds a limited number of messages}
     *
     * @param <E> the messages' type
     * @param capacity how many, at least 1
     * @throws SharedMemoryException if there is no shared memory; nothing is left behind
     */
    public static <E> Queue<E> create(int capacity) {
        return builder().capacity(capacity).create();
    }

    /** {@return the queue of a segment that is one already} */
    static <E> Queue<E> attach(SegmentRef segment) {
        return new Queue<>(RingQueue.attach(segment));
    }

    Watch watch() {
        return ring.watch(() -> closedHere, WordWatch.NOBODY_DIES);
    }

    boolean isClosedHere() {
        return closedHere;
    }

    /**
     * Puts a message, when there is room for it.
     *
     * @throws QueueClosedException if the queue is closed, before or while waiting
     * @throws NotTransferableException if the message cannot be serialised
     * @throws SharedMemoryFullException if there is no memory for it; the queue is unchanged
     * @throws InterruptedException if interrupted while waiting; nothing was put
     */
    @Override
    public void put(E message) throws InterruptedException {
        put(message, FOREVER);
    }

    /**
     * Puts a message, if there is room for it now.
     *
     * @return whether it was put
     * @throws QueueClosedException if the queue is closed
     * @throws NotTransferableException if the message cannot be serialised
     * @throws SharedMemoryFullException if there is no memory for it; the queue is unchanged
     */
    @Override
    public boolean offer(E message) {
        return putResult(ring.tryPut(encode(message)));
    }

    /**
     * Puts a message, if there is room for it in time.
     *
     * @param message the message
     * @param timeout the longest wait; zero or less does not wait
     * @return whether it was put
     * @throws QueueClosedException if the queue is closed, before or while waiting
     * @throws NotTransferableException if the message cannot be serialised
     * @throws SharedMemoryFullException if there is no memory for it; the queue is unchanged
     * @throws InterruptedException if interrupted while waiting; nothing was put
     */
    public boolean offer(E message, Duration timeout) throws InterruptedException {
        return put(message, Timeouts.nanos(timeout));
    }

    @Override
    public boolean offer(E message, long timeout, TimeUnit unit) throws InterruptedException {
        return put(message, Math.max(0, unit.toNanos(timeout)));
    }

    private boolean put(E message, long timeoutNanos) throws InterruptedException {
        return putResult(ring.put(encode(message), timeoutNanos));
    }

    /**
     * Puts several messages in this order, as room for them comes. Those of other producers may come between
     * them; quicker than one by one.
     *
     * @param messages the messages
     * @throws QueueClosedException if the queue is closed, before or while waiting; perhaps after some were put
     * @throws NotTransferableException if one cannot be serialised; nothing was put
     * @throws SharedMemoryFullException if there is no memory for one; those before it were put
     * @throws InterruptedException if interrupted while waiting; perhaps after some were put
     */
    public void putAll(Collection<? extends E> messages) throws InterruptedException {
        putAll(messages, FOREVER);
    }

    /**
     * Puts several messages in this order, as far as room for them comes in time.
     *
     * @param messages the messages
     * @param timeout the longest wait; zero or less does not wait
     * @return how many were put: the first ones
     * @throws QueueClosedException if the queue is closed, before or while waiting; perhaps after some were put
     * @throws NotTransferableException if one cannot be serialised; nothing was put
     * @throws SharedMemoryFullException if there is no memory for one; those before it were put
     * @throws InterruptedException if interrupted while waiting; perhaps after some were put
     */
    public int putAll(Collection<? extends E> messages, Duration timeout)
            throws InterruptedException {
        return putAll(messages, Timeouts.nanos(timeout));
    }

    private int putAll(Collection<? extends E> messages, long timeoutNanos)
            throws InterruptedException {
        List<Codec.Outgoing> encoded = new ArrayList<>(messages.size());
        for (E message : messages) {
            encoded.add(encode(message));
        }
        int put = ring.putAll(encoded, timeoutNanos);
        putResult(put == encoded.size());
        return put;
    }

    private Codec.Outgoing encode(E message) {
        Objects.requireNonNull(message, "a message cannot be null");
        checkOpen();
        return Codec.encode(message, "message");
    }

    private boolean putResult(boolean put) {
        if (!put && ring.isClosed()) {
            throw new QueueClosedException("the queue is closed: nothing can be put any more");
        }
        return put;
    }

    /**
     * Takes the oldest message, when there is one.
     *
     * @throws QueueClosedException if the queue is closed and empty, before or while waiting
     * @throws MessageFormatException if the message cannot be rebuilt here; it is used up
     * @throws InterruptedException if interrupted while waiting; nothing was taken
     */
    @Override
    public E take() throws InterruptedException {
        return Objects.requireNonNull(poll(FOREVER), "waited for ever in vain");
    }

    /**
     * Takes the oldest message, if there is one now.
     *
     * @return the message, or null
     * @throws QueueClosedException if the queue is closed and empty
     * @throws MessageFormatException if the message cannot be rebuilt here; it is used up
     */
    @Override
    public @Nullable E poll() {
        checkOpen();
        return pollResult(ring.tryPoll());
    }

    /**
     * Takes the oldest message, if there is one in time.
     *
     * @param timeout the longest wait; zero or less does not wait
     * @return the message, or null
     * @throws QueueClosedException if the queue is closed and empty, before or while waiting
     * @throws MessageFormatException if the message cannot be rebuilt here; it is used up
     * @throws InterruptedException if interrupted while waiting; nothing was taken
     */
    public @Nullable E poll(Duration timeout) throws InterruptedException {
        return poll(Timeouts.nanos(timeout));
    }

    @Override
    public @Nullable E poll(long timeout, TimeUnit unit) throws InterruptedException {
        return poll(Math.max(0, unit.toNanos(timeout)));
    }

    private @Nullable E poll(long timeoutNanos) throws InterruptedException {
        checkOpen();
        return pollResult(ring.poll(timeoutNanos));
    }

    private @Nullable E pollResult(@Nullable Object message) {
        if (message != RingQueue.NOTHING) {
            return cast(message);
        }
        if (ring.isClosed()) {
            throw new QueueClosedException("the queue is closed, and no message is left");
        }
        return null;
    }

    /**
     * {@return the oldest message, which stays, or null}
     *
     * @throws MessageFormatException if the message cannot be rebuilt here; it stays
     */
    @Override
    public @Nullable E peek() {
        checkOpen();
        Object message = ring.peek();
        return message == RingQueue.NOTHING ? null : cast(message);
    }

    @Override
    public int drainTo(Collection<? super E> target) {
        return drainTo(target, Integer.MAX_VALUE);
    }

    /**
     * Takes what is there, in one go.
     *
     * @param target gets the messages, the oldest first
     * @param most how many at most
     * @return how many
     */
    @Override
    public int drainTo(Collection<? super E> target, int most) {
        if (target == this) {
            throw new IllegalArgumentException("a queue cannot be drained to itself");
        }
        checkOpen();
        List<@Nullable Object> messages = ring.drain(most);
        messages.forEach(m -> target.add(Queue.<E>cast(m)));
        return messages.size();
    }

    /** {@return the messages that are there now, which stay} The iterator cannot remove. */
    @Override
    public Iterator<E> iterator() {
        checkOpen();
        Iterator<@Nullable Object> messages = ring.snapshot().iterator();
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                return messages.hasNext();
            }

            @Override
            public E next() {
                return cast(messages.next());
            }
        };
    }

    /** {@return how many messages it held at one instant during the call} */
    @Override
    public int size() {
        return (int) Math.min(Integer.MAX_VALUE, ring.size());
    }

    /** {@return how many more messages fit, or {@code Integer.MAX_VALUE} without a bound} */
    @Override
    public int remainingCapacity() {
        return (int) Math.min(Integer.MAX_VALUE, ring.maxItems() - ring.size());
    }

    /**
     * Lets no more messages in, in all processes; those that are there can still be taken, and then every taker
     * gets {@link QueueClosedException}, as every putter does at once. Any process may call it, and the queue
     * is still to be closed. Idempotent.
     */
    public void shutdown() {
        checkOpen();
        ring.shutdown(false);
    }

    /**
     * Lets no more messages in, and drops those that are there: in all processes, whoever puts or takes gets
     * {@link QueueClosedException}, within 50 ms if it waits. Any process may call it. Idempotent.
     */
    public void shutdownNow() {
        checkOpen();
        ring.shutdown(true);
    }

    /**
     * Says that a message which was taken has been dealt with, for {@link #join}: Python's {@code
     * JoinableQueue.task_done}. Any process may say it.
     *
     * @throws IllegalStateException if that has been said of all that were taken
     */
    public void taskDone() {
        checkOpen();
        if (!ring.taskDone()) {
            throw new IllegalStateException(
                    "taskDone() was called more often than messages were taken");
        }
    }

    /**
     * Waits until {@link #taskDone} was said of every message that was put, or they were dropped by {@link
     * #shutdownNow}. A process that is killed after it has taken a message, and before it has said so, never
     * says it.
     *
     * @throws InterruptedException if interrupted, before or while waiting
     */
    public void join() throws InterruptedException {
        checkOpen();
        ring.join(Deadline.NEVER);
    }

    /**
     * Waits until {@link #taskDone} was said of every message that was put, within a time.
     *
     * @param timeout the longest wait; zero or less does not wait
     * @return whether it was
     * @throws InterruptedException if interrupted, before or while waiting
     */
    public boolean join(Duration timeout) throws InterruptedException {
        checkOpen();
        return ring.join(Deadline.in(Timeouts.nanos(timeout)));
    }

    /**
     * {@return how many messages were lost because their process died while it was putting them} A message
     * that was put is never lost.
     */
    public long abandonedPuts() {
        return ring.abandonedPuts();
    }

    /** {@return the queue in shared memory, if it is open here} */
    RingQueue ring() {
        checkOpen();
        return ring;
    }

    /** {@return whether no more messages are let in} */
    public boolean isClosed() {
        return closedHere || ring.isClosed();
    }

    /**
     * Ends the queue if this process created it: what is in it can still be taken, by all. Else, ends
     * this process's use of it. Threads that wait get {@link QueueClosedException} within 50 ms, if
     * there is no message left. Idempotent. A child that is a thread shares its parent's object: its
     * call does nothing.
     */
    @Override
    public void close() {
        if (Self.current() != owner) {
            return; // a child that is a thread has its parent's object: it is not the child's to
            // close
        }
        synchronized (ring) {
            if (closedHere) {
                return;
            }
            closedHere = true;
            if (ring.isCreator()) {
                ring.shutdown(false);
            }
            if (!ring.isCreator() || ring.isEmpty()) {
                ring.release(); // else when the last one who could take from it drops it
            }
        }
    }

    /** {@return for example {@code Queue[3 messages]}} */
    @Override
    public String toString() {
        return "Queue[" + (isClosed() ? "closed, " : "") + ring.size() + " messages]";
    }

    private void checkOpen() {
        if (closedHere && !ring.isCreator()) {
            throw new QueueClosedException("the queue has been closed by this process");
        }
    }

    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"
    }) // whoever put it had a Queue<E>
    private static <T> T cast(@Nullable Object message) {
        return (T) Objects.requireNonNull(message);
    }

    private Object writeReplace() {
        if (closedHere) {
            throw new QueueClosedException("a closed queue cannot be sent");
        }
        return new Handle(ring.export());
    }

    private void readObject(ObjectInputStream in) throws InvalidObjectException {
        throw new InvalidObjectException("a queue is sent as its handle");
    }

    private record Handle(SegmentRef segment) implements Serializable {
        private static final long serialVersionUID = 1;

        private Object readResolve() {
            return attach(segment);
        }
    }
}
