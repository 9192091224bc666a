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
import org.jspecify.annotations.Nullable;

/**
 * An open file descriptor that we own. Once closed its number may be another file's, so every use
 * looks first, and none runs while it is being closed.
 *
 * <p>One that was {@link #attached} is a file of the JDK's until a native call needs its number: most
 * children never make one, and loading JNA costs a fresh JVM more than all else that it does.
 *
 * <p><b>Thread safety:</b> safe for any number of threads.
 */
final class Descriptor {

    private static final int CLOSED = -1;
    private static final int NOT_YET = -2;

    private int number;

    /** Not null while there is no number yet. */
    private @Nullable FileChannel file;

    private final Reopen reopen;

    /** Part of the file's name that no other file has. */
    private final String id;

    /** Opens the same file again. */
    @FunctionalInterface
    interface Reopen {
        /**
         * {@return the file}
         *
         * @throws IOException if it is gone
         */
        FileChannel open() throws IOException;
    }

    /**
     * Owns a descriptor.
     *
     * @param number from a call such as {@code open}
     */
    Descriptor(int number) {
        this.number = number;
        this.id = "";
        this.reopen = () -> channel(path());
    }

    private Descriptor(String id, Reopen reopen) throws IOException {
        this.number = NOT_YET;
        this.id = id;
        this.reopen = reopen;
        this.file = reopen.open();
    }

    /** {@return a channel that reads and writes a file} */
    static FileChannel channel(String path) throws IOException {
        return FileChannel.open(Path.of(path), StandardOpenOption.READ, StandardOpenOption.WRITE);
    }

    /**
     * {@return a descriptor of a file that exists}
     *
     * @param id part of its name that no other file has
     * @param reopen opens it, now and whenever an interrupt has closed it
     * @throws IOException if it is gone
     */
    static Descriptor attached(String id, Reopen reopen) throws IOException {
        return new Descriptor(id, reopen);
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
        } else if (errno.number() == Errno.EFBIG) {
            text.remedy("raise the limit of a file's size (ulimit -f)");
        }
        return new SharedMemoryException(text.toString());
    }

    synchronized int number() {
        if (number == NOT_YET) {
            Descriptor own = open(OpenFiles.ofThisProcess(id), LibC.O_RDWR);
            number = own.number;
            closeFile();
        }
        if (number == CLOSED) {
            throw closed();
        }
        return number;
    }

    private static IllegalStateException closed() {
        return new IllegalStateException("this shared memory is closed in this process");
    }

    private void closeFile() {
        FileChannel open = file;
        file = null;
        try {
            if (open != null) {
                open.close();
            }
        } catch (IOException e) {
            // Nothing was left to write.
        }
    }

    /** {@return the path at which it can be opened again by this process} */
    synchronized String path() {
        return "/proc/self/fd/" + number();
    }

    /** {@return the file's size} */
    synchronized long sizeBytes() throws IOException {
        return number == NOT_YET ? use(FileChannel::size) : LibC.lseek(number(), 0, LibC.SEEK_END);
    }

    /** {@return why a part could not be given memory behind every byte, 0 if it was} */
    synchronized Errno allocate(long offset, long sizeBytes) {
        int error;
        do {
            error = LibC.posix_fallocate(number(), offset, sizeBytes);
        } while (error == Errno.EINTR);
        return new Errno(error);
    }

    /** Gives memory back, where the file system can and this process still has the file. */
    synchronized void discard(long offset, long sizeBytes) {
        if (number != CLOSED) {
            int mode = LibC.FALLOC_FL_PUNCH_HOLE | LibC.FALLOC_FL_KEEP_SIZE;
            LibC.fallocate(number(), mode, offset, sizeBytes);
        }
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

    /** Maps a part. The mapping does not need the descriptor. */
    synchronized ByteBuffer map(MapMode mode, long offset, int sizeBytes) throws IOException {
        return use(channel -> channel.map(mode, offset, sizeBytes)).order(ByteOrder.nativeOrder());
    }

    /** What is done with a channel. */
    private interface Use<T> {
        T with(FileChannel channel) throws IOException;
    }

    /**
     * Uses a channel, our own or one that lives no longer than this call. An interrupt closes it, but
     * must not make memory fail; it stays pending.
     */
    private <T> T use(Use<T> use) throws IOException {
        boolean interrupted = Thread.interrupted();
        try {
            while (true) {
                try {
                    return useOnce(use);
                } catch (ClosedByInterruptException e) {
                    interrupted = Thread.interrupted() || interrupted;
                    if (number == NOT_YET) {
                        file = reopen.open();
                    }
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private <T> T useOnce(Use<T> use) throws IOException {
        FileChannel own = file;
        if (own != null) {
            return use.with(own);
        }
        try (FileChannel once = reopen.open()) {
            return use.with(once);
        }
    }

    /** Closes it. Idempotent. */
    synchronized void close() {
        closeFile();
        if (number >= 0) {
            LibC.close(number);
        }
        number = CLOSED;
    }
}
