package io.furcula.internal.manager;

import io.furcula.NotTransferableException;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.NotSerializableException;

/**
 * A server's answer to a call.
 *
 * @param status {@link Wire#RETURNED} and so on
 * @param needsAck whether the server wants to know that it has arrived
 * @param granted objects that the server has counted a proxy of for this client
 * @param value the result, or a description of what was thrown
 * @param failure what was thrown, or nothing
 * @param refusal what kind of error the server reports, and what it says
 */
@SuppressWarnings("ArrayRecordComponent") // compared by nobody
record Answer(
        byte status,
        boolean needsAck,
        long[] granted,
        byte[] value,
        byte[] failure,
        RuntimeException refusal) {

    private static final byte[] NOTHING = {};
    private static final RuntimeException NONE = new IllegalStateException("no refusal");

    static Answer read(byte[] message) throws IOException {
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(message));
        byte status = in.readByte();
        boolean needsAck = in.readByte() == Wire.NEEDS_ACK;
        in.readLong();
        int count = in.readInt();
        if (count < 0 || count > in.available() / Long.BYTES) {
            throw new IOException("an answer grants " + count + " objects");
        }
        long[] granted = new long[count];
        for (int i = 0; i < count; i++) {
            granted[i] = in.readLong();
        }
        return switch (status) {
            case Wire.RETURNED ->
                new Answer(status, needsAck, granted, Wire.readBytes(in), NOTHING, NONE);
            case Wire.THREW ->
                new Answer(
                        status, needsAck, granted, Wire.readBytes(in), Wire.readBytes(in), NONE);
            default ->
                new Answer(
                        status,
                        needsAck,
                        granted,
                        NOTHING,
                        NOTHING,
                        refusal(in.readByte(), in.readUTF()));
        };
    }

    private static RuntimeException refusal(byte kind, String text) {
        return switch (kind) {
            case Wire.ARGUMENT -> new IllegalArgumentException(text);
            case Wire.TRANSFER ->
                new NotTransferableException(text, new NotSerializableException("refused"));
            default -> new IllegalStateException(text);
        };
    }
}
