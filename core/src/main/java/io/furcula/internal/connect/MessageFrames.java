package io.furcula.internal.connect;

import java.nio.ByteBuffer;

/**
 * Messages on a socket, once the {@link Handshake} is done: each in one frame or several, big-endian.
 *
 * <pre>
 *  offset  bytes  field
 *       0      4  LENGTH   of the content in this frame, at most 65536
 *       4      4  MORE     bytes of the message that follow in later frames; 0: it ends here
 *       8      -  CONTENT  of the message: what Codec writes, in native byte order
 *       -      1  VERDICT  1 = KEEP, 0 = DROP: the message is not sent after all, and ends here
 * </pre>
 */
/*
 * A sender that is interrupted, or whose time is over, must not have sent its message, though the peer
 * may have read part of it. So it ends the frame that it is in with DROP, and the peer forgets the
 * message. What then does not fit into the socket goes before the next message.
 *
 * Killed at any byte: the peer sees the end of the stream inside a frame or a message, and forgets both.
 */
final class MessageFrames {

    static final int HEADER_BYTES = 8;
    static final int VERDICT_BYTES = 1;
    static final int MAX_CONTENT_BYTES = 1 << 16;

    static final byte DROP = 0;
    static final byte KEEP = 1;

    private MessageFrames() {}

    /** Writes a header at the buffer's position. */
    static void putHeader(ByteBuffer out, int length, int more) {
        out.putInt(length).putInt(more);
    }
}
