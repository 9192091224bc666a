package io.furcula.bench.message;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Messages of bytes. All languages have the same layout, little endian:
 *
 * <pre>
 *   0         number, 8 bytes
 *   n - 16    producer, 8 bytes
 *   n - 8     number with all bits inverted, 8 bytes
 * </pre>
 *
 * <p>What is between is always the same, and not looked at.
 */
final class Frames implements Messages<byte[]> {

    /** From a message's end. */
    static final int PRODUCER = 16;

    /** From a message's end. */
    static final int CHECK = 8;

    private static final VarHandle LONGS =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private final byte[] frame;

    /**
     * Creates messages of one producer.
     *
     * @param bytes the size of each, at least 24
     * @param producer from 0
     */
    Frames(int bytes, int producer) {
        frame = new byte[bytes];
        LONGS.set(frame, bytes - PRODUCER, (long) producer);
    }

    @Override
    public byte[] message(long number) {
        LONGS.set(frame, 0, number);
        LONGS.set(frame, frame.length - CHECK, ~number);
        return frame;
    }

    @Override
    public long number(byte[] message) {
        long number = (long) LONGS.get(message, 0);
        check(number, (long) LONGS.get(message, message.length - CHECK), message.length);
        return number;
    }

    /**
     * Checks a message.
     *
     * @param number what it begins with
     * @param check what it ends with
     * @param length how long it is
     */
    void check(long number, long check, int length) {
        if (length != frame.length || check != ~number) {
            throw new IllegalStateException("received " + length + " bytes that begin with "
                    + number + " and end with " + check);
        }
    }

    @Override
    public int producer(byte[] message) {
        return (int) (long) LONGS.get(message, message.length - PRODUCER);
    }

    /** {@return the number of a message that is lent} */
    long number(ByteBuffer message) {
        message.order(ByteOrder.LITTLE_ENDIAN);
        long number = message.getLong(message.position());
        check(number, message.getLong(message.limit() - CHECK), message.remaining());
        return number;
    }

    /** {@return who sent a message that is lent} */
    int producer(ByteBuffer message) {
        return (int) message.order(ByteOrder.LITTLE_ENDIAN).getLong(message.limit() - PRODUCER);
    }
}
