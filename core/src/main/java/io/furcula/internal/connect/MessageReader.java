package io.furcula.internal.connect;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import org.jspecify.annotations.Nullable;

/**
 * Puts messages together from what a channel that never blocks has, in whatever pieces.
 *
 * <p><b>Thread safety:</b> none; its user has a lock.
 */
final class MessageReader {

    private static final int BUFFER_BYTES = 1 << 14;

    private static final byte[] NO_MESSAGE = new byte[0];

    private enum State {
        HEADER,
        CONTENT,
        VERDICT
    }

    private final ReadableByteChannel channel;
    private final long maxBytes;
    private final ByteBuffer buffer =
            ByteBuffer.allocate(BUFFER_BYTES).limit(0); // between position and limit: not used yet

    private State state = State.HEADER;
    private byte[] message = NO_MESSAGE;
    private int filled;
    private int more;
    private int frameLeft;
    private byte @Nullable [] complete;
    private boolean ended;

    /**
     * Creates one.
     *
     * @param maxBytes the largest message
     */
    MessageReader(ReadableByteChannel channel, long maxBytes) {
        this.channel = channel;
        this.maxBytes = maxBytes;
    }

    /** The peer says what is no message. The stream cannot be read any further. */
    static final class ProtocolException extends IOException {
        private static final long serialVersionUID = 1;

        ProtocolException(String message) {
            super(message);
        }
    }

    /**
     * Reads what is there, up to the end of a message.
     *
     * @return whether a whole message is there
     * @throws ProtocolException if what is there is none
     * @throws IOException if the peer is gone
     */
    boolean read() throws IOException {
        while (complete == null) {
            boolean moved = switch (state) {
                case HEADER -> header();
                case CONTENT -> content();
                case VERDICT -> verdict();
            };
            if (!moved) {
                return false;
            }
        }
        return true;
    }

    /** {@return the message that is there} It is not there any more. */
    byte[] take() {
        byte[] taken = complete;
        if (taken == null) {
            throw new IllegalStateException("no message");
        }
        complete = null;
        return taken;
    }

    /** {@return whether nothing more comes} A message may be there all the same. */
    boolean hasEnded() {
        return ended;
    }

    private boolean header() throws IOException {
        if (!has(MessageFrames.HEADER_BYTES)) {
            return false;
        }
        int at = buffer.position();
        int length = buffer.getInt(at);
        int following = buffer.getInt(at + 4);
        long total = (long) length + following;
        boolean first = message == NO_MESSAGE;
        if (length < 0 || length > MessageFrames.MAX_CONTENT_BYTES || following < 0) {
            throw new ProtocolException(
                    "a frame has the length " + length + ", and " + following + " bytes follow");
        }
        if (first && total > maxBytes) {
            throw new ProtocolException("a message has " + total
                    + " bytes, though this side had said that it takes " + maxBytes);
        }
        if (first ? total == 0 : total != more) {
            throw new ProtocolException(
                    "a frame goes on for " + total + " bytes where " + more + " are left");
        }
        if (first) {
            message = new byte[(int) total]; // may fail: nothing has changed yet
            filled = 0;
        }
        buffer.position(at + MessageFrames.HEADER_BYTES);
        frameLeft = length;
        more = following;
        state = State.CONTENT;
        return true;
    }

    private boolean content() throws IOException {
        int n = Math.min(frameLeft, buffer.remaining());
        buffer.get(message, filled, n);
        if (frameLeft - n >= BUFFER_BYTES) { // past the buffer
            int direct = channel.read(ByteBuffer.wrap(message, filled + n, frameLeft - n));
            ended |= direct < 0;
            n += Math.max(direct, 0);
        } else if (n < frameLeft && !has(1)) {
            advance(n);
            return false;
        }
        advance(n);
        return n > 0 || frameLeft == 0 || buffer.hasRemaining();
    }

    private void advance(int n) {
        filled += n;
        frameLeft -= n;
        if (frameLeft == 0) {
            state = State.VERDICT;
        }
    }

    private boolean verdict() throws IOException {
        if (!has(MessageFrames.VERDICT_BYTES)) {
            return false;
        }
        byte verdict = buffer.get();
        if (verdict != MessageFrames.KEEP && verdict != MessageFrames.DROP) {
            throw new ProtocolException("a frame ends with " + verdict);
        }
        if (verdict == MessageFrames.KEEP && more == 0) {
            complete = message;
        }
        if (verdict == MessageFrames.DROP || more == 0) {
            message = NO_MESSAGE;
            more = 0;
        }
        state = State.HEADER;
        return true;
    }

    /** {@return whether so many bytes are in the buffer} Reads, if they are not. */
    private boolean has(int bytes) throws IOException {
        while (buffer.remaining() < bytes) {
            buffer.compact();
            int n;
            try {
                n = ended ? -1 : channel.read(buffer);
            } finally {
                buffer.flip();
            }
            if (n <= 0) {
                ended |= n < 0;
                return false;
            }
        }
        return true;
    }
}
