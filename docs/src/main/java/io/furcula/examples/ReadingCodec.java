package io.furcula.examples;

import io.furcula.spi.MessageCodec;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.NotSerializableException;
import java.io.OutputStream;

// region codec
/** Sixteen bytes for each {@link Reading}; anything else is left to Java's serialisation. */
public final class ReadingCodec implements MessageCodec {

    /** Called by the service loader. */
    public ReadingCodec() {}

    @Override
    public String name() {
        return "readings";
    }

    @Override
    public void encode(Object value, OutputStream out) throws IOException {
        if (!(value instanceof Reading reading)) {
            throw new NotSerializableException(value.getClass().getName());
        }
        DataOutputStream data = new DataOutputStream(out);
        data.writeLong(reading.sensor());
        data.writeDouble(reading.celsius());
    }

    @Override
    public Object decode(InputStream in) throws IOException {
        DataInputStream data = new DataInputStream(in);
        return new Reading(data.readLong(), data.readDouble());
    }
}
// endregion
