package io.furcula.forkengine;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;

/**
 * A socket, known by its number, in blocking mode.
 *
 * <p><b>Thread safety:</b> one thread may read while another one writes.
 *
 * @param fd the descriptor; whoever has it closes it
 */
public record DescriptorChannel(int fd) implements ByteChannel {

    private static final int END = -1;

    @Override
    public int read(ByteBuffer target) throws IOException {
        byte[] bytes = new byte[target.remaining()];
        int n = bytes.length == 0 ? 0 : Fd.checked(Fd.read(fd, bytes), "read");
        target.put(bytes, 0, n);
        return n == 0 && bytes.length > 0 ? END : n;
    }

    @Override
    public int write(ByteBuffer source) throws IOException {
        byte[] bytes = new byte[source.remaining()];
        source.get(bytes);
        for (int at = 0; at < bytes.length; ) {
            at += Fd.checked(Fd.write(fd, bytes, at, bytes.length - at), "write");
        }
        return bytes.length;
    }

    @Override
    public boolean isOpen() {
        return true;
    }

    /** Does nothing. */
    @Override
    public void close() {}
}
