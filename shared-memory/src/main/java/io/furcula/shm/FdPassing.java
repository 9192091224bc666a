package io.furcula.shm;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import io.furcula.SharedMemoryException;
import java.io.EOFException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Open files that one process hands to another, over a connected socket of the Unix domain that is
 * given by its descriptor. The receiver's descriptors are its own, and close at exec.
 *
 * <p><b>Thread safety:</b> one sender and one receiver at a time for each socket.
 */
/*
 * struct msghdr, 64-bit:  0 name  8 namelen  16 iov  24 iovlen  32 control  40 controllen  48 flags
 * struct cmsghdr:         0 len (this header included)  8 level  12 type  16 descriptors, 4 bytes each
 */
public final class FdPassing {

    /** The most descriptors in one message: the kernel's SCM_MAX_FD. */
    public static final int MOST_DESCRIPTORS = 253;

    private static final int MESSAGE_BYTES = 56;
    private static final int IOV_OFFSET = 16;
    private static final int IOV_COUNT_OFFSET = 24;
    private static final int CONTROL_OFFSET = 32;
    private static final int CONTROL_BYTES_OFFSET = 40;
    private static final int FLAGS_OFFSET = 48;

    private static final int LEVEL_OFFSET = 8;
    private static final int TYPE_OFFSET = 12;
    private static final int CONTROL_HEADER_BYTES = 16;

    private static final int POLL_EVENTS_OFFSET = 4;
    private static final int POLL_SLICE_MS = 50;

    private FdPassing() {}

    /**
     * What arrived.
     *
     * @param bytes the message
     * @param descriptors the open files; the receiver closes them
     */
    public record Received(ByteBuffer bytes, List<Integer> descriptors) {}

    /**
     * Sends a message with open files.
     *
     * @param socket the socket's descriptor
     * @param bytes the message, at least one byte
     * @param descriptors the files; they stay the sender's too
     * @param timeout the longest wait for room in the socket
     * @throws SharedMemoryException if the peer has gone, there was no room in time, or the message
     *     was taken in part
     * @throws InterruptedException if interrupted while waiting; nothing was sent
     */
    public static void send(
            int socket, ByteBuffer bytes, List<Integer> descriptors, Duration timeout)
            throws InterruptedException {
        if (!bytes.hasRemaining() || descriptors.size() > MOST_DESCRIPTORS) {
            throw new IllegalArgumentException("a message needs a byte and takes at most "
                    + MOST_DESCRIPTORS
                    + " descriptors; this one has "
                    + bytes.remaining()
                    + " and "
                    + descriptors.size());
        }
        int length = bytes.remaining();
        int[] fds = descriptors.stream().mapToInt(Integer::intValue).toArray();
        try (Message message = new Message(length, fds.length)) {
            message.content.getByteBuffer(0, length).put(bytes.duplicate());
            message.writeDescriptors(fds);
            long deadline = System.nanoTime() + timeout.toNanos();
            int flags = LibC.MSG_DONTWAIT | LibC.MSG_NOSIGNAL;
            long sent;
            while ((sent = LibC.sendmsg(socket, message.header, flags)) < 0) {
                again("sendmsg", socket, LibC.POLLOUT, deadline);
            }
            if (sent != length) {
                throw new SharedMemoryException(
                        "sendmsg took " + sent + " of " + length + " bytes   [FUR-305]");
            }
        }
    }

    /**
     * Receives one message with open files.
     *
     * @param socket the socket's descriptor
     * @param mostBytes the longest message
     * @param mostDescriptors how many files at most
     * @param timeout the longest wait for a message
     * @return the message
     * @throws EOFException if the peer has closed its end
     * @throws SharedMemoryException if nothing came in time, or more than was asked for; no
     *     descriptor is left open
     * @throws InterruptedException if interrupted while waiting; nothing was received
     */
    public static Received receive(int socket, int mostBytes, int mostDescriptors, Duration timeout)
            throws EOFException, InterruptedException {
        try (Message message = new Message(mostBytes, mostDescriptors)) {
            long deadline = System.nanoTime() + timeout.toNanos();
            int flags = LibC.MSG_DONTWAIT | LibC.MSG_CMSG_CLOEXEC;
            long length;
            while ((length = LibC.recvmsg(socket, message.header, flags)) < 0) {
                again("recvmsg", socket, LibC.POLLIN, deadline);
            }
            List<Integer> descriptors = message.readDescriptors();
            if ((message.header.getInt(FLAGS_OFFSET) & LibC.MSG_CTRUNC) != 0) {
                descriptors.forEach(LibC::close);
                throw new SharedMemoryException("more than the expected " + mostDescriptors
                        + " descriptors came   [FUR-305]");
            }
            if (length == 0) {
                throw new EOFException("the peer has closed its end of the socket");
            }
            byte[] bytes = message.content.getByteArray(0, (int) length);
            return new Received(ByteBuffer.wrap(bytes), descriptors);
        }
    }

    /** After a failed call: waits until it can be made again, or throws why it cannot. */
    private static void again(String call, int socket, short events, long deadline)
            throws InterruptedException {
        Errno errno = Errno.last();
        if (errno.number() == Errno.EINTR) {
            return;
        }
        if (errno.number() != Errno.EAGAIN) {
            throw Descriptor.failed(call + "(" + socket + ")", errno);
        }
        try (Memory poll = new Memory(Long.BYTES)) {
            poll.setInt(0, socket);
            poll.setInt(POLL_EVENTS_OFFSET, events);
            do {
                if (Thread.interrupted()) {
                    throw new InterruptedException("interrupted while waiting for a socket");
                }
                if (System.nanoTime() - deadline >= 0) {
                    throw new SharedMemoryException(
                            call + "(" + socket + ") timed out   [FUR-305]");
                }
            } while (LibC.poll(poll, 1, POLL_SLICE_MS) == 0);
        }
    }

    /** The native memory of one message. */
    private static final class Message implements AutoCloseable {
        private final Memory header = new Memory(MESSAGE_BYTES);
        private final Memory vector = new Memory(2L * Long.BYTES);
        private final Memory content;
        private final Memory control;

        Message(int contentBytes, int descriptors) {
            content = new Memory(contentBytes);
            control = new Memory(CONTROL_HEADER_BYTES + (long) descriptors * Integer.BYTES);
            vector.setPointer(0, content);
            vector.setLong(Long.BYTES, contentBytes);
            header.clear();
            control.clear();
            header.setPointer(IOV_OFFSET, vector);
            header.setLong(IOV_COUNT_OFFSET, 1);
            header.setPointer(CONTROL_OFFSET, control);
            header.setLong(CONTROL_BYTES_OFFSET, control.size());
        }

        void writeDescriptors(int[] fds) {
            if (fds.length == 0) {
                header.setPointer(CONTROL_OFFSET, Pointer.NULL);
                header.setLong(CONTROL_BYTES_OFFSET, 0);
                return;
            }
            control.setLong(0, CONTROL_HEADER_BYTES + (long) fds.length * Integer.BYTES);
            control.setInt(LEVEL_OFFSET, LibC.SOL_SOCKET);
            control.setInt(TYPE_OFFSET, LibC.SCM_RIGHTS);
            control.write(CONTROL_HEADER_BYTES, fds, 0, fds.length);
        }

        List<Integer> readDescriptors() {
            List<Integer> fds = new ArrayList<>();
            boolean any = header.getLong(CONTROL_BYTES_OFFSET) >= CONTROL_HEADER_BYTES
                    && control.getInt(LEVEL_OFFSET) == LibC.SOL_SOCKET
                    && control.getInt(TYPE_OFFSET) == LibC.SCM_RIGHTS;
            long end = any ? control.getLong(0) : 0;
            for (long at = CONTROL_HEADER_BYTES; at + Integer.BYTES <= end; at += Integer.BYTES) {
                fds.add(control.getInt(at));
            }
            return fds;
        }

        @Override
        public void close() {
            header.close();
            vector.close();
            content.close();
            control.close();
        }
    }
}
