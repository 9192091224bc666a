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
 * @param kind of the error that the server reports
 * @param text of that error
 */
@SuppressWarnings("ArrayRecordComponent") // compared by nobody
record Answer(
        byte status,
        boolean needsAck,
        long[] granted,
        byte[] value,
        byte[] failure,
        byte kind,
        String text) {

    private static final byte[] NOTHING = {};

    static Answer read(byte[] message) throws IOException {
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(message));
        byte status = in.readByte();
        boolean needsAck = in.readByte() == Wire.NEEDS_ACK;
        in.readLong(); // of the call: there is one at a time
        int count = in.readInt();
        if (count < 0 || count > in.available() / Long.BYTES) {
            throw new IOException("an answer grants " + count + " objects");
        }
        long[] granted = new long[count];
        for (int i = 0; i < count; i++) {
            granted[i] = in.readLong();
        }
        byte[] value = status == Wire.REFUSED ? NOTHING : Wire.readBytes(in);
        byte[] failure = status == Wire.THREW ? Wire.readBytes(in) : NOTHING;
        byte kind = status == Wire.REFUSED ? in.readByte() : 0;
        String text = status == Wire.REFUSED ? in.readUTF() : "";
        return new Answer(status, needsAck, granted, value, failure, kind, text);
    }

    /** {@return what the client throws if the server refuses the call} */
    RuntimeException refusal() {
        return switch (kind) {
            case Wire.ARGUMENT -> new IllegalArgumentException(text);
            case Wire.TRANSFER ->
                new NotTransferableException(text, new NotSerializableException("refused"));
            default -> new IllegalStateException(text);
        };
    }
}
