package io.furcula.internal.manager;

import java.util.List;

/** What a server answers; {@link Answer} is what the client reads. */
final class Reply {

    private static final byte[] NOTHING = {};

    private final byte status;
    private final byte[] value;
    private final byte[] failure;
    private final byte kind;
    private final String text;

    private Reply(byte status, byte[] value, byte[] failure, byte kind, String text) {
        this.status = status;
        this.value = value;
        this.failure = failure;
        this.kind = kind;
        this.text = text;
    }

    static Reply returned(byte[] result) {
        return new Reply(Wire.RETURNED, result, NOTHING, (byte) 0, "");
    }

    static Reply threw(byte[] description, byte[] failure) {
        return new Reply(Wire.THREW, description, failure, (byte) 0, "");
    }

    static Reply refused(byte kind, String text) {
        return new Reply(Wire.REFUSED, NOTHING, NOTHING, kind, text);
    }

    byte[] message(long number, boolean needsAck, List<Long> granted) {
        return Wire.message(out -> {
            out.writeByte(status);
            out.writeByte(needsAck ? Wire.NEEDS_ACK : 0);
            out.writeLong(number);
            out.writeInt(granted.size());
            for (long id : granted) {
                out.writeLong(id);
            }
            if (status == Wire.REFUSED) {
                out.writeByte(kind);
                out.writeUTF(text.length() > 10_000 ? text.substring(0, 10_000) : text);
            } else {
                Wire.writeBytes(out, value);
                if (status == Wire.THREW) {
                    Wire.writeBytes(out, failure);
                }
            }
        });
    }
}
