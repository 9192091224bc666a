package io.furcula;

import io.furcula.internal.queue.RingBytes;
import io.furcula.internal.shared.Timeouts;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * The quick way to the messages of a {@code Queue<byte[]>}: {@link #put} and {@link #take} copy them between the
 * queue and memory of the caller's, {@link #write} and {@link #read} lend the queue's own memory, so that they
 * are not copied at all. None of them allocates. The messages are those of {@link Queue#put} and {@link
 * Queue#take}, which may be used beside it.
 *
 * <p>Who is lent a message has the lock of one side of the queue: other producers, or other consumers, wait
 * meanwhile. It must be quick, and must not use the same side of the same queue, which would throw an {@link
 * IllegalStateException}. The buffer is valid during the call alone: what it refers to afterwards is another
 * message. Its position is where the message begins, not 0; its limit is where the message ends; its order is
 * big-endian. Killed meanwhile, a process costs nothing but the message that it was writing: what it was
 * reading goes to the next consumer.
 *
 * <p><b>Thread safety:</b> safe for any number of threads and processes.
 */
public final class ByteMessages {

    private static final long FOREVER = Long.MAX_VALUE;

    private final Queue<byte[]> queue;
    private final RingBytes bytes;

    private ByteMessages(Queue<byte[]> queue) {
        this.queue = queue;
        this.bytes = new RingBytes(queue.ring());
    }

    /**
     * {@return the messages of a queue} To be made once and kept.
     *
     * @param queue the queue
     * @throws QueueClosedException if this process has closed it
     */
    public static ByteMessages of(Queue<byte[]> queue) {
        return new ByteMessages(queue);
    }

    /**
     * Puts a part of an array, when there is room for it.
     *
     * @param message where it is
     * @param offset where it begins
     * @param length how long it is
     * @throws QueueClosedException if the queue is closed, before or while waiting
     * @throws SharedMemoryFullException if there is no memory for it; the queue is unchanged
     * @throws InterruptedException if interrupted while waiting; nothing was put
     */
    public void put(byte[] message, int offset, int length) throws InterruptedException {
        Objects.checkFromIndexSize(offset, length, message.length);
        check(bytes.put(message, offset, length, FOREVER));
    }

    /**
     * Puts a part of an array, if there is room for it in time.
     *
     * @param message where it is
     * @param offset where it begins
     * @param length how long it is
     * @param timeout the longest wait; zero or less does not wait
     * @return whether it was put
     * @throws QueueClosedException if the queue is closed, before or while waiting
     * @throws SharedMemoryFullException if there is no memory for it; the queue is unchanged
     * @throws InterruptedException if interrupted while waiting; nothing was put
     */
    public boolean put(byte[] message, int offset, int length, Duration timeout)
            throws InterruptedException {
        Objects.checkFromIndexSize(offset, length, message.length);
        return check(bytes.put(message, offset, length, Timeouts.nanos(timeout)));
    }

    /**
     * Puts what remains in a buffer, when there is room for it. The buffer's position stays.
     *
     * @param message the buffer
     * @throws QueueClosedException if the queue is closed, before or while waiting
     * @throws SharedMemoryFullException if there is no memory for it; the queue is unchanged
     * @throws InterruptedException if interrupted while waiting; nothing was put
     */
    public void put(ByteBuffer message) throws InterruptedException {
        check(bytes.put(message, FOREVER));
    }

    /**
     * Puts what remains in a buffer, if there is room for it in time. The buffer's position stays.
     *
     * @param message the buffer
     * @param timeout the longest wait; zero or less does not wait
     * @return whether it was put
     * @throws QueueClosedException if the queue is closed, before or while waiting
     * @throws SharedMemoryFullException if there is no memory for it; the queue is unchanged
     * @throws InterruptedException if interrupted while waiting; nothing was put
     */
    public boolean put(ByteBuffer message, Duration timeout) throws InterruptedException {
        return check(bytes.put(message, Timeouts.nanos(timeout)));
    }

    /**
     * Puts a message that is written in place, when there is room for it.
     *
     * @param length how long it is
     * @param writer writes it; what it leaves out is undefined. If it throws, nothing was put
     * @throws QueueClosedException if the queue is closed, before or while waiting
     * @throws SharedMemoryFullException if there is no memory for it; the queue is unchanged
     * @throws InterruptedException if interrupted while waiting; nothing was put
     */
    public void write(int length, Consumer<ByteBuffer> writer) throws InterruptedException {
        check(bytes.write(positive(length), writer, FOREVER));
    }

    /**
     * Puts a message that is written in place, if there is room for it in time.
     *
     * @param length how long it is
     * @param writer writes it; what it leaves out is undefined. If it throws, nothing was put
     * @param timeout the longest wait; zero or less does not wait
     * @return whether it was put
     * @throws QueueClosedException if the queue is closed, before or while waiting
     * @throws SharedMemoryFullException if there is no memory for it; the queue is unchanged
     * @throws InterruptedException if interrupted while waiting; nothing was put
     */
    public boolean write(int length, Consumer<ByteBuffer> writer, Duration timeout)
            throws InterruptedException {
        return check(bytes.write(positive(length), writer, Timeouts.nanos(timeout)));
    }

    private static int positive(int length) {
        if (length < 0) {
            throw new IllegalArgumentException("length=" + length + " is negative");
        }
        return length;
    }

    private boolean check(boolean put) {
        if (!put && queue.isClosed()) {
            throw new QueueClosedException("the queue is closed: nothing can be put any more");
        }
        return put;
    }

    /**
     * Takes the oldest message, when there is one.
     *
     * @param target gets its bytes, from its position on, which moves behind them
     * @return how long it was
     * @throws java.nio.BufferOverflowException if it does not fit; it stays
     * @throws ClassCastException if it is no bytes; it stays
     * @throws QueueClosedException if the queue is closed and empty, before or while waiting
     * @throws InterruptedException if interrupted while waiting; nothing was taken
     */
    public int take(ByteBuffer target) throws InterruptedException {
        return taken(bytes.take(target, FOREVER), RingBytes.NONE);
    }

    /**
     * Takes the oldest message, if there is one in time.
     *
     * @param target gets its bytes, from its position on, which moves behind them
     * @param timeout the longest wait; zero or less does not wait
     * @return how long it was, or -1 if there was none
     * @throws java.nio.BufferOverflowException if it does not fit; it stays
     * @throws ClassCastException if it is no bytes; it stays
     * @throws QueueClosedException if the queue is closed and empty, before or while waiting
     * @throws InterruptedException if interrupted while waiting; nothing was taken
     */
    public int take(ByteBuffer target, Duration timeout) throws InterruptedException {
        return taken(bytes.take(target, Timeouts.nanos(timeout)), RingBytes.NONE);
    }

    /**
     * Reads the oldest messages in place, when there are any. Each is taken once the reader has returned. Asked
     * for 256 or more, it may wait up to 10 microseconds for more of a quick stream, which makes both sides quicker.
     *
     * @param reader is lent one after the other, read-only. If it throws, that message stays
     * @param most how many at most, at least 1; those that are there are read
     * @return how many were taken
     * @throws ClassCastException if one is no bytes; it stays
     * @throws QueueClosedException if the queue is closed and empty, before or while waiting
     * @throws InterruptedException if interrupted while waiting; nothing was taken
     */
    public int read(Consumer<ByteBuffer> reader, int most) throws InterruptedException {
        return taken(bytes.read(reader, atLeastOne(most), FOREVER), 0);
    }

    /**
     * Reads the oldest messages in place, if there are any in time. Each is taken once the reader has returned.
     * Asked for 256 or more, it may wait up to 10 microseconds for more of a quick stream, which makes both sides
     * quicker.
     *
     * @param reader is lent one after the other, read-only. If it throws, that message stays
     * @param most how many at most, at least 1; those that are there are read
     * @param timeout the longest wait for the first one; zero or less does not wait
     * @return how many were taken
     * @throws ClassCastException if one is no bytes; it stays
     * @throws QueueClosedException if the queue is closed and empty, before or while waiting
     * @throws InterruptedException if interrupted while waiting; nothing was taken
     */
    public int read(Consumer<ByteBuffer> reader, int most, Duration timeout)
            throws InterruptedException {
        return taken(bytes.read(reader, atLeastOne(most), Timeouts.nanos(timeout)), 0);
    }

    private static int atLeastOne(int most) {
        if (most < 1) {
            throw new IllegalArgumentException("most=" + most + " is less than 1");
        }
        return most;
    }

    private int taken(int result, int none) {
        if (result == none && queue.isClosed()) {
            throw new QueueClosedException("the queue is closed, and no message is left");
        }
        return result;
    }
}
