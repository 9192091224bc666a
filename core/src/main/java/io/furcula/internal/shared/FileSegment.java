package io.furcula.internal.shared;

import io.furcula.SharedMemoryException;
import io.furcula.internal.ErrorText;
import io.furcula.spi.Region;
import io.furcula.spi.Segment;
import io.furcula.spi.SegmentRef;
import java.io.IOException;
import java.lang.ref.Cleaner;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A segment that is a plain file.
 *
 * <p><b>Thread safety:</b> safe for any number of threads; one at a time uses the channel.
 */
final class FileSegment implements Segment {

    private final SegmentRef ref;
    private final OpenFile open;
    private final Cleaner.Cleanable cleanable;

    FileSegment(SegmentRef ref, Path file, FileChannel channel, boolean creator) {
        this.ref = ref;
        this.open = new OpenFile(file, channel, creator);
        this.cleanable = Cleanup.register(this, open);
    }

    @Override
    public SegmentRef ref() {
        return ref;
    }

    @Override
    public long sizeBytes() {
        try {
            return open.use(FileChannel::size);
        } catch (IOException e) {
            throw failed(e);
        }
    }

    @Override
    public Region map(long offset, int sizeBytes) {
        return new PolledRegion(map(MapMode.READ_WRITE, offset, sizeBytes));
    }

    @Override
    public ByteBuffer mapPrivate(long offset, int sizeBytes) {
        return map(MapMode.PRIVATE, offset, sizeBytes);
    }

    private ByteBuffer map(MapMode mode, long offset, int sizeBytes) {
        long size = sizeBytes();
        if (offset + sizeBytes > size) {
            throw new IndexOutOfBoundsException(
                    offset + " + " + sizeBytes + " is beyond the segment's " + size + " bytes");
        }
        try {
            return open.use(channel -> channel.map(mode, offset, sizeBytes))
                    .order(ByteOrder.nativeOrder());
        } catch (IOException e) {
            throw failed(e);
        }
    }

    @Override
    public void grow(long sizeBytes) {
        ClosedMemory.reclaimFor(() -> growNow(sizeBytes));
    }

    private void growNow(long sizeBytes) {
        long before = sizeBytes();
        FileSegmentProvider.requireRoom(open.file, sizeBytes - before);
        try {
            open.use(channel -> FileSegmentProvider.fill(channel, before, sizeBytes));
        } catch (ClosedChannelException e) {
            throw failed(e);
        } catch (IOException e) {
            try {
                open.use(channel -> channel.truncate(before));
            } catch (IOException again) {
                e.addSuppressed(again);
            }
            SharedMemoryException full = FileSegmentProvider.full(open.file, sizeBytes - before);
            full.initCause(e);
            throw full;
        }
    }

    /** Does nothing: the best a file offers, mode 0400, would keep others from attaching it. */
    @Override
    public void seal() {}

    @Override
    public void close() {
        cleanable.clean();
    }

    private SharedMemoryException failed(IOException e) {
        String what = e instanceof ClosedChannelException
                ? "Segment " + ref.id() + " is closed in this process."
                : "The segment file " + open.file + " cannot be used: " + e + ".";
        return new SharedMemoryException(ErrorText.of("FUR-305", what).toString(), e);
    }

    /** What is done with a channel. */
    private interface Use<T> {
        T with(FileChannel channel) throws IOException;
    }

    /** The file, open until this segment is closed: a thread's interrupt, which closes a channel, must not end it. */
    private static final class OpenFile implements Runnable {
        private final Path file;
        /** The process that removes it, as an OwnerWord: not a copy of that process. */
        private final long creator;

        private FileChannel channel;
        private boolean released;

        OpenFile(Path file, FileChannel channel, boolean creator) {
            this.file = file;
            this.channel = channel;
            this.creator = creator ? OwnerWord.self() : OwnerWord.NONE;
        }

        synchronized <T> T use(Use<T> use) throws IOException {
            boolean interrupted = Thread.interrupted();
            try {
                while (true) {
                    try {
                        return use.with(channel);
                    } catch (ClosedByInterruptException e) {
                        interrupted = Thread.interrupted() || interrupted;
                        channel = FileSegmentProvider.open(file);
                    }
                }
            } finally {
                if (interrupted) {
                    Thread.currentThread().interrupt();
                }
            }
        }

        @Override
        public synchronized void run() {
            if (released) {
                return;
            }
            released = true;
            try {
                channel.close();
                if (creator == OwnerWord.self()) {
                    Files.deleteIfExists(file);
                }
            } catch (IOException e) {
                // The file system went away under us: there is nothing left to release.
            }
        }
    }
}
