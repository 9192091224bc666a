package io.furcula.shm;

import io.furcula.SharedMemoryException;
import io.furcula.internal.ErrorText;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * An open file descriptor that we own. Once closed its number may be another file's, so every use
 * looks first, and none runs while it is being closed.
 *
 * <p><b>Thread safety:</b> safe for any number of threads.
 */
final class Descriptor {

    private static final int CLOSED = -1;

    private int number;

    /**
     * Owns a descriptor.
     *
     * @param number from a call such as {@code open}
     */
    Descriptor(int number) {
        this.number = number;
    }

    /**
     * {@return a descriptor of a file}
     *
     * @param path the file
     * @param flags as in open(2); O_CLOEXEC is added; a new file is its owner's alone
     * @throws SharedMemoryException if it cannot be opened
     */
    static Descriptor open(String path, int flags) {
        int fd = LibC.open(LibC.path(path), flags | LibC.O_CLOEXEC, 0600);
        if (fd < 0) {
            throw failed("open(\"" + path + "\")", Errno.last());
        }
        return new Descriptor(fd);
    }

    static SharedMemoryException failed(String call, Errno errno) {
        ErrorText text = ErrorText.of("FUR-305", call + " failed: " + errno + ".");
        if (errno.number() == Errno.EMFILE) {
            text.remedy("raise the limit of open files (ulimit -n), or close what is not used");
        }
        return new SharedMemoryException(text.toString());
    }

    synchronized int number() {
        if (number == CLOSED) {
            throw new IllegalStateException("this shared memory is closed in this process");
        }
        return number;
    }

    /** {@return the path at which it can be opened again by this process} */
    synchronized String path() {
        return "/proc/self/fd/" + number();
    }

    synchronized long sizeBytes() {
        return LibC.lseek(number(), 0, LibC.SEEK_END);
    }

    /** {@return why a part could not be given memory behind every byte, 0 if it was} */
    synchronized Errno allocate(long offset, long sizeBytes) {
        int error;
        do {
            error = LibC.posix_fallocate(number(), offset, sizeBytes);
        } while (error == Errno.EINTR);
        return new Errno(error);
    }

    synchronized void truncate(long sizeBytes) {
        if (LibC.ftruncate(number(), sizeBytes) != 0) {
            throw failed("ftruncate(" + sizeBytes + ")", Errno.last());
        }
    }

    /** {@return why the seals could not be added, 0 if they were} */
    synchronized Errno addSeals(int seals) {
        return LibC.fcntl(number(), LibC.F_ADD_SEALS, seals) == 0 ? new Errno(0) : Errno.last();
    }

    /**
     * Maps a part through a channel that lives no longer than this call: the mapping needs none. An
     * interrupt closes a channel, but must not make memory fail; it stays pending.
     */
    synchronized ByteBuffer map(MapMode mode, long offset, int sizeBytes) throws IOException {
        boolean interrupted = Thread.interrupted();
        try {
            while (true) {
                try (FileChannel channel = FileChannel.open(
                        Path.of(path()), StandardOpenOption.READ, StandardOpenOption.WRITE)) {
                    return channel.map(mode, offset, sizeBytes).order(ByteOrder.nativeOrder());
                } catch (ClosedByInterruptException e) {
                    interrupted = Thread.interrupted() || interrupted;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Closes it. Idempotent. */
    synchronized void close() {
        if (number != CLOSED) {
            LibC.close(number);
            number = CLOSED;
        }
    }
}
