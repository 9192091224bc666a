package io.furcula.internal.queue;

import io.furcula.internal.codec.Codec;
import io.furcula.internal.queue.ExtentMap.Extent;
import java.nio.BufferOverflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.function.Consumer;

/**
 * Puts and takes messages that are bytes, without allocation, and without a copy if wanted. The steps are
 * those of {@link RingQueue}.
 *
 * <p><b>Thread safety:</b> safe for any number of threads and processes.
 */
/* The fast paths are written out for each kind of source, since a lambda for the one of many would be an object. */
public final class RingBytes {

    /** There is no message. */
    public static final int NONE = -1;

    private final RingQueue ring;
    private final PutSide putSide;
    private final TakeSide takeSide;
    private final Pace pace = new Pace();

    /**
     * The bytes of a queue.
     *
     * @param ring the queue
     */
    public RingBytes(RingQueue ring) {
        this.ring = ring;
        this.putSide = ring.putSide;
        this.takeSide = ring.takeSide;
    }

    /**
     * Puts a message, when there is room for it.
     *
     * @param from where it is
     * @param offset where it begins
     * @param length how long it is
     * @param timeoutNanos the longest wait for room
     * @return false if there was no room in time, or the queue is closed
     * @throws InterruptedException if interrupted while waiting; nothing was put
     */
    public boolean put(byte[] from, int offset, int length, long timeoutNanos)
            throws InterruptedException {
        return tryPut(from, offset, length)
                || ring.putSlowly(size(length), () -> tryPut(from, offset, length), timeoutNanos);
    }

    private boolean tryPut(byte[] from, int offset, int length) {
        boolean put = false;
        putSide.lock();
        try {
            int at = ring.reserve(size(length));
            if (at != PutSide.FULL) {
                ByteBuffer out = putSide.extent().bytes();
                out.put(Codec.beginBytes(out, at), from, offset, length);
                putSide.commit(at, size(length));
                put = true;
            }
        } finally {
            putSide.unlock();
        }
        return wakeTaker(put);
    }

    /**
     * Puts what remains in a buffer, when there is room for it. Its position stays.
     *
     * @param from the buffer
     * @param timeoutNanos the longest wait for room
     * @return false if there was no room in time, or the queue is closed
     * @throws InterruptedException if interrupted while waiting; nothing was put
     */
    public boolean put(ByteBuffer from, long timeoutNanos) throws InterruptedException {
        return tryPut(from)
                || ring.putSlowly(size(from.remaining()), () -> tryPut(from), timeoutNanos);
    }

    private boolean tryPut(ByteBuffer from) {
        int length = from.remaining();
        boolean put = false;
        putSide.lock();
        try {
            int at = ring.reserve(size(length));
            if (at != PutSide.FULL) {
                ByteBuffer out = putSide.extent().bytes();
                Codec.copy(from, out, Codec.beginBytes(out, at));
                putSide.commit(at, size(length));
                put = true;
            }
        } finally {
            putSide.unlock();
        }
        return wakeTaker(put);
    }

    /**
     * Puts a message that is written where it is to be, when there is room for it.
     *
     * @param length how long it is
     * @param writer writes it, with the put lock held; if it throws, nothing was put
     * @param timeoutNanos the longest wait for room
     * @return false if there was no room in time, or the queue is closed
     * @throws InterruptedException if interrupted while waiting; nothing was put
     */
    public boolean write(int length, Consumer<ByteBuffer> writer, long timeoutNanos)
            throws InterruptedException {
        return tryWrite(length, writer)
                || ring.putSlowly(size(length), () -> tryWrite(length, writer), timeoutNanos);
    }

    private boolean tryWrite(int length, Consumer<ByteBuffer> writer) {
        boolean put = false;
        putSide.lock();
        try {
            int at = ring.reserve(size(length));
            if (at != PutSide.FULL) {
                try {
                    int content = Codec.beginBytes(putSide.extent().bytes(), at);
                    writer.accept(lend(putSide.extent().putView(), content, length));
                    putSide.commit(at, size(length));
                    put = true;
                } finally {
                    if (!put) {
                        putSide.abandon();
                    }
                }
            }
        } finally {
            putSide.unlock();
        }
        return wakeTaker(put);
    }

    /** After the lock was given back, which is a full fence. */
    private boolean wakeTaker(boolean put) {
        if (put) {
            ring.takers.wakeOne();
        }
        return put;
    }

    /**
     * Takes the oldest message, when there is one.
     *
     * @param target gets its bytes, from its position on
     * @param timeoutNanos the longest wait for one
     * @return how long it was, or {@link #NONE}
     * @throws BufferOverflowException if it does not fit; it stays
     * @throws InterruptedException if interrupted while waiting; nothing was taken
     */
    public int take(ByteBuffer target, long timeoutNanos) throws InterruptedException {
        int taken = tryTake(target);
        if (taken == NONE) {
            Object late = ring.pollSlowly(() -> orNothing(tryTake(target), NONE), timeoutNanos);
            taken = late == RingQueue.NOTHING || late == null ? NONE : (Integer) late;
        }
        return taken;
    }

    private static Object orNothing(int result, int none) {
        return result == none ? RingQueue.NOTHING : (Integer) result;
    }

    private int tryTake(ByteBuffer target) {
        if (takeSide.looksEmpty()) {
            return NONE;
        }
        int length = NONE;
        takeSide.lock();
        try {
            int at = takeSide.find();
            if (at != TakeSide.NOTHING) {
                ByteBuffer in = takeSide.extent().bytes();
                int content = Codec.contentOfBytes(in, at);
                int found = takeSide.length(at) - Codec.BYTES_HEADER;
                if (found > target.remaining()) {
                    throw new BufferOverflowException();
                }
                target.put(target.position(), in, content, found);
                target.position(target.position() + found);
                takeSide.commit(at);
                length = found;
            }
        } finally {
            takeSide.unlock();
        }
        if (length != NONE) {
            ring.putters.wakeOne();
        }
        return length;
    }

    /**
     * Lends the oldest messages to a reader, when there are any; each is taken once the reader has returned.
     *
     * @param reader reads each, with the take lock held; if it throws, that message stays
     * @param most how many at most
     * @param timeoutNanos the longest wait for the first one
     * @return how many were taken
     * @throws InterruptedException if interrupted while waiting; nothing was taken
     */
    public int read(Consumer<ByteBuffer> reader, int most, long timeoutNanos)
            throws InterruptedException {
        if (most >= Pace.GOOD_BATCH) {
            pace.keep();
            int taken = readOnce(reader, most, timeoutNanos);
            pace.learn(taken);
            return taken;
        }
        return readOnce(reader, most, timeoutNanos);
    }

    private int readOnce(Consumer<ByteBuffer> reader, int most, long timeoutNanos)
            throws InterruptedException {
        int taken = tryRead(reader, most);
        if (taken == 0 && most > 0) {
            Object late = ring.pollSlowly(() -> orNothing(tryRead(reader, most), 0), timeoutNanos);
            taken = late == RingQueue.NOTHING || late == null ? 0 : (Integer) late;
        }
        return taken;
    }

    private int tryRead(Consumer<ByteBuffer> reader, int most) {
        if (takeSide.looksEmpty()) {
            return 0;
        }
        int taken = 0;
        takeSide.lock();
        try {
            while (taken < most) {
                int at = takeSide.find();
                if (at == TakeSide.NOTHING) {
                    break;
                }
                Extent extent = takeSide.extent();
                int content = Codec.contentOfBytes(extent.bytes(), at);
                int length = takeSide.length(at) - Codec.BYTES_HEADER;
                reader.accept(lend(extent.takeView(), content, length));
                takeSide.commit(at);
                taken++;
            }
        } finally {
            takeSide.unlock();
            if (taken > 0) {
                ring.putters.wakeOne();
            }
        }
        return taken;
    }

    private static ByteBuffer lend(ByteBuffer view, int at, int length) {
        return view.limit(at + length).position(at).order(ByteOrder.BIG_ENDIAN);
    }

    private static int size(int length) {
        return Math.addExact(length, Codec.BYTES_HEADER);
    }
}
