package io.furcula.internal.connect;

import static io.furcula.internal.connect.MessageFrames.HEADER_BYTES;
import static io.furcula.internal.connect.MessageFrames.MAX_CONTENT_BYTES;
import static io.furcula.internal.connect.MessageFrames.VERDICT_BYTES;

import io.furcula.internal.codec.Codec;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.WritableByteChannel;

/**
 * Takes a message apart for a channel that never blocks.
 *
 * <p><b>Thread safety:</b> none; its user has a lock.
 */
final class MessageWriter {

    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private final WritableByteChannel channel;

    /** What of the current frame is still to be written, its verdict included. */
    private ByteBuffer frame = NOTHING;

    private boolean frameBegun;

    /** The current message, from the first byte on that is in no frame yet. */
    private ByteBuffer content = NOTHING;

    private boolean messageBegun;

    MessageWriter(WritableByteChannel channel) {
        this.channel = channel;
    }

    /**
     * Begins a message. What a message that was given up has left is written before it.
     *
     * @param message the message
     */
    void begin(Codec.Outgoing message) {
        ByteBuffer bytes = ByteBuffer.allocate(message.sizeBytes()).order(ByteOrder.nativeOrder());
        message.writeTo(bytes, 0);
        content = bytes;
        messageBegun = false;
    }

    /**
     * Writes what the channel takes now.
     *
     * @return whether all is written
     * @throws IOException if the peer is gone
     */
    boolean write() throws IOException {
        while (true) {
            if (!frame.hasRemaining()) {
                if (!content.hasRemaining()) {
                    frame = NOTHING;
                    content = NOTHING;
                    return true;
                }
                nextFrame();
            }
            int n = channel.write(frame);
            if (n == 0) {
                return false;
            }
            if (frameBegun) {
                messageBegun = true;
            }
        }
    }

    private void nextFrame() {
        int length = Math.min(content.remaining(), MAX_CONTENT_BYTES);
        ByteBuffer next = ByteBuffer.allocate(HEADER_BYTES + length + VERDICT_BYTES);
        MessageFrames.putHeader(next, length, content.remaining() - length);
        next.put(content.slice(content.position(), length))
                .put(MessageFrames.KEEP)
                .flip();
        content.position(content.position() + length);
        frame = next;
        frameBegun = true;
    }

    /** Gives the current message up: the peer will not have received it. */
    void giveUp() {
        if (messageBegun) {
            if (frame.hasRemaining()) {
                frame.put(frame.limit() - VERDICT_BYTES, MessageFrames.DROP);
            } else {
                // Between two frames: an empty one says it.
                ByteBuffer drop = ByteBuffer.allocate(HEADER_BYTES + VERDICT_BYTES);
                MessageFrames.putHeader(drop, 0, content.remaining());
                frame = drop.put(MessageFrames.DROP).flip();
            }
        } else if (frameBegun) {
            frame = NOTHING;
        }
        frameBegun = false;
        messageBegun = false;
        content = NOTHING;
    }
}
