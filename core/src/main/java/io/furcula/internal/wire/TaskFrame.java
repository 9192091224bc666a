package io.furcula.internal.wire;

import io.furcula.internal.shared.BlockRef;
import io.furcula.spi.SegmentRef;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/**
 * What a fresh child is told: who it is, and what to run.
 *
 * @param identity for example {@code 1:2}
 * @param startMethod the method that it was started by
 * @param parent the OwnerWord of who started it
 * @param parentName that one's name
 * @param waits where its tree's waits are entered, or null if there is no such place
 * @param body its {@link io.furcula.Process} object, or a {@link io.furcula.Target} that makes no
 *     process known, as a message of the codec
 */
@SuppressWarnings("ArrayRecordComponent") // compared by nobody
public record TaskFrame(
        String identity,
        String startMethod,
        long parent,
        String parentName,
        @Nullable BlockRef waits,
        byte[] body) {

    /** {@return the frame's content} */
    public byte[] toBytes() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(body.length + 128);
        try {
            DataOutputStream out = new DataOutputStream(bytes);
            out.writeUTF(identity);
            out.writeUTF(startMethod);
            out.writeLong(parent);
            out.writeUTF(parentName);
            writeBlock(out, waits);
            out.writeInt(body.length);
            out.write(body);
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory", e);
        }
        return bytes.toByteArray();
    }

    /**
     * {@return the frame with a content}
     *
     * @param bytes from {@link #toBytes}
     * @throws IOException if it is malformed
     */
    public static TaskFrame fromBytes(byte[] bytes) throws IOException {
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes));
        String identity = in.readUTF();
        String startMethod = in.readUTF();
        long parent = in.readLong();
        String parentName = in.readUTF();
        BlockRef waits = readBlock(in);
        byte[] body = new byte[in.readInt()];
        in.readFully(body);
        return new TaskFrame(identity, startMethod, parent, parentName, waits, body);
    }

    private static void writeBlock(DataOutputStream out, @Nullable BlockRef block)
            throws IOException {
        out.writeBoolean(block != null);
        if (block != null) {
            out.writeUTF(block.segment().provider());
            out.writeUTF(block.segment().id());
            out.writeUTF(block.segment().location());
            out.writeInt(block.segmentType());
            out.writeInt(block.offset());
            out.writeInt(block.sizeBytes());
        }
    }

    private static @Nullable BlockRef readBlock(DataInputStream in) throws IOException {
        if (!in.readBoolean()) {
            return null;
        }
        SegmentRef segment = new SegmentRef(in.readUTF(), in.readUTF(), in.readUTF());
        return new BlockRef(segment, in.readInt(), in.readInt(), in.readInt());
    }
}
