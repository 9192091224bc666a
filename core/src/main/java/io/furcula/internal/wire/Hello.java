package io.furcula.internal.wire;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Optional;

/**
 * The first thing a child says. Fixed length, big-endian.
 *
 * <pre>
 *  offset  bytes  field
 *       0      4  MAGIC    "FURC"
 *       4      4  VERSION  of the wire protocol
 *       8      8  PID      the child's process id
 *      16     32  TOKEN    proves that it is the child that was started
 * </pre>
 *
 * @param version of the wire protocol
 * @param pid the child's process id
 * @param token what the parent gave it
 */
@SuppressWarnings("ArrayRecordComponent") // compared by hasToken alone
public record Hello(int version, long pid, byte[] token) {

    /** The version that this code speaks. */
    public static final int VERSION = 1;

    /** How long a hello is. */
    public static final int SIZE_BYTES = 48;

    /** How long a token is. */
    public static final int TOKEN_BYTES = 32;

    private static final int MAGIC = 0x46555243;

    /** {@return the hello as bytes} */
    public ByteBuffer toBytes() {
        return ByteBuffer.allocate(SIZE_BYTES)
                .putInt(MAGIC)
                .putInt(version)
                .putLong(pid)
                .put(token)
                .flip();
    }

    /**
     * {@return the hello in a buffer, if it is one}
     *
     * @param bytes {@value #SIZE_BYTES} of them
     */
    public static Optional<Hello> fromBytes(ByteBuffer bytes) {
        if (bytes.remaining() < SIZE_BYTES || bytes.getInt() != MAGIC) {
            return Optional.empty();
        }
        int version = bytes.getInt();
        long pid = bytes.getLong();
        byte[] token = new byte[TOKEN_BYTES];
        bytes.get(token);
        return Optional.of(new Hello(version, pid, token));
    }

    /**
     * {@return whether it has the right token} Takes equally long whatever the answer.
     *
     * @param expected what the parent gave the child
     */
    public boolean hasToken(byte[] expected) {
        return MessageDigest.isEqual(token, expected);
    }
}
