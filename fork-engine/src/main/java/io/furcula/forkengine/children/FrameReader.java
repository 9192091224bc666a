package io.furcula.forkengine.children;

import io.furcula.forkengine.Fd;
import io.furcula.internal.wire.Frames.Frame;
import java.io.EOFException;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeoutException;

/**
 * Frames from a process that may die or hang: each is waited for until a deadline.
 *
 * <p><b>Thread safety:</b> confined to one thread.
 */
public final class FrameReader {

    private static final int HEADER_BYTES = 5;
    private static final int SLICE_MS = 50;

    private final int channel;
    private final long deadlineNanos;

    /**
     * Makes a reader, which reads no more than it is asked for.
     *
     * @param channel the descriptor, which does not block
     * @param deadlineNanos of {@link System#nanoTime}
     */
    public FrameReader(int channel, long deadlineNanos) {
        this.channel = channel;
        this.deadlineNanos = deadlineNanos;
    }

    /**
     * {@return the next frame}
     *
     * @throws EOFException if the other end is closed
     * @throws TimeoutException if the deadline is over
     * @throws InterruptedException if interrupted while waiting
     */
    public Frame next() throws EOFException, TimeoutException, InterruptedException {
        ByteBuffer header = read(HEADER_BYTES);
        int length = header.getInt();
        byte type = header.get();
        return new Frame(type, read(length).array());
    }

    private ByteBuffer read(int length)
            throws EOFException, TimeoutException, InterruptedException {
        ByteBuffer bytes = ByteBuffer.allocate(length);
        while (bytes.hasRemaining()) {
            byte[] part = new byte[bytes.remaining()];
            int n = Fd.read(channel, part);
            if (n > 0) {
                bytes.put(part, 0, n);
            } else if (n == Fd.EAGAIN) {
                await();
            } else {
                throw new EOFException("the other end of the channel is closed");
            }
        }
        return bytes.flip();
    }

    private void await() throws TimeoutException, InterruptedException {
        while (!await(SLICE_MS)) {
            // until the deadline
        }
    }

    /**
     * Waits for what is to be read next.
     *
     * @param ms the longest wait
     * @return whether there is something, be it the end
     * @throws TimeoutException if there is not, and the deadline is over
     * @throws InterruptedException if interrupted, and there is not
     */
    boolean await(int ms) throws TimeoutException, InterruptedException {
        if (Fd.poll(channel, ms) != 0) {
            return true;
        }
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        if (System.nanoTime() - deadlineNanos > 0) {
            throw new TimeoutException();
        }
        return false;
    }
}
