package io.furcula.internal.wire;

import io.furcula.RemoteException;
import io.furcula.internal.codec.Codec;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * What a child's target threw. Sent twice: as a description that can always be read, and as the object,
 * for those that have its class.
 */
public final class FailureReport {

    private static final byte[] NOTHING = {};

    private FailureReport() {}

    /**
     * {@return the report as bytes}
     *
     * @param failure what was thrown
     */
    public static byte[] toBytes(Throwable failure) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            DataOutputStream out = new DataOutputStream(bytes);
            write(out, Codec.toBytes(RemoteException.of(failure), "failure"));
            write(out, object(failure));
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory", e);
        }
        return bytes.toByteArray();
    }

    private static byte[] object(Throwable failure) {
        try {
            return Codec.toBytes(failure, "failure");
        } catch (RuntimeException | LinkageError e) {
            return NOTHING; // not serialisable: the description must do
        }
    }

    private static void write(DataOutputStream out, byte[] bytes) throws IOException {
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    /**
     * {@return what was thrown, or what stands for it}
     *
     * @param bytes from {@link #toBytes}
     * @throws IOException if it is malformed
     */
    public static Throwable fromBytes(byte[] bytes) throws IOException {
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes));
        return failure(read(in), read(in));
    }

    private static byte[] read(DataInputStream in) throws IOException {
        byte[] bytes = new byte[in.readInt()];
        in.readFully(bytes);
        return bytes;
    }

    private static Throwable failure(byte[] description, byte[] object) throws IOException {
        if (object.length > 0) {
            try {
                if (Codec.fromBytes(object) instanceof Throwable failure) {
                    return failure;
                }
            } catch (RuntimeException | LinkageError e) {
                // Its class is missing here, or does not read what it wrote: the description must
                // do.
            }
        }
        if (Codec.fromBytes(description) instanceof Throwable failure) {
            return failure;
        }
        throw new IOException("a failure report without a failure");
    }
}
