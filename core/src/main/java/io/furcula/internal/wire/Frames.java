package io.furcula.internal.wire;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;

/**
 * Frames on the channel between a parent and its child. Big-endian. A fresh JVM connects, and sends a {@link Hello}
 * before its frames; a copy of a JVM has the channel from the start.
 *
 * <pre>
 *   child                     parent
 *     |------- Hello ----------->|    fixed length; for a copy: HELLO, or, from who makes it, BORN or REFUSED
 *     |&lt;------ TASK -------------|    TaskFrame
 *     |          (runs)          |    the end of the channel, either way: the other one is gone
 *     |------- FAILED ---------->|    FailureReport, if the target threw
 *     |------- ENDING ---------->|    4 bytes: the signal, or 0; a child that does not say it was killed
 *
 *  offset  bytes  field
 *       0      4  LENGTH   of the content
 *       4      1  TYPE     1 = TASK, 2 = FAILED, 3 = ENDING, 4 = HELLO, 5 = BORN, 6 = REFUSED, 7 = OPTIONS
 *       5      -  content
 * </pre>
 */
public final class Frames {

    /** A {@link TaskFrame}. */
    public static final byte TASK = 1;

    /** A {@link FailureReport}. */
    public static final byte FAILED = 2;

    /** The number of the signal that makes the child end, or 0, in 4 bytes. */
    public static final byte ENDING = 3;

    /** A child that is a copy of a JVM runs: its process id, in 8 bytes. */
    public static final byte HELLO = 4;

    /** Such a child was made: its process id, in 8 bytes. */
    public static final byte BORN = 5;

    /** Such a child was not made: why, in UTF-8. */
    public static final byte REFUSED = 6;

    /** How a child that is a copy of another JVM than its parent's is to be. */
    public static final byte OPTIONS = 7;

    private static final int HEADER_BYTES = 5;

    private Frames() {}

    /**
     * Writes a frame.
     *
     * @param channel where to, in blocking mode
     * @param type its type
     * @param content its content
     * @throws IOException if the peer is gone
     */
    public static void write(WritableByteChannel channel, byte type, byte[] content)
            throws IOException {
        ByteBuffer frame = ByteBuffer.wrap(toBytes(type, content));
        while (frame.hasRemaining()) {
            channel.write(frame);
        }
    }

    /**
     * {@return a frame as bytes}
     *
     * @param type its type
     * @param content its content
     */
    public static byte[] toBytes(byte type, byte[] content) {
        return ByteBuffer.allocate(HEADER_BYTES + content.length)
                .putInt(content.length)
                .put(type)
                .put(content)
                .array();
    }

    /**
     * A frame.
     *
     * @param type its type
     * @param content its content
     */
    @SuppressWarnings("ArrayRecordComponent") // compared by nobody
    public record Frame(byte type, byte[] content) {}

    /**
     * Reads a frame.
     *
     * @param channel where from, in blocking mode
     * @return the frame
     * @throws EOFException if the peer is gone
     * @throws IOException if the peer is gone, or says something else
     */
    public static Frame read(ReadableByteChannel channel) throws IOException {
        ByteBuffer header = ByteBuffer.wrap(readFully(channel, HEADER_BYTES));
        int length = header.getInt();
        byte type = header.get();
        if (length < 0) {
            throw new IOException("a frame of type " + type + " has the length " + length);
        }
        return new Frame(type, readFully(channel, length));
    }

    private static byte[] readFully(ReadableByteChannel channel, int length) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(length);
        while (bytes.hasRemaining()) {
            if (channel.read(bytes) < 0) {
                throw new EOFException("the peer has closed the channel");
            }
        }
        return bytes.array();
    }
}
