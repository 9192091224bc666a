package io.furcula.internal.shared;

import io.furcula.SharedMemoryException;
import io.furcula.spi.Region;
import io.furcula.spi.Segment;
import io.furcula.spi.SegmentRef;
import java.io.IOException;
import java.lang.ref.Cleaner;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.Path;

/** A segment that is a plain file. */
final class FileSegment implements Segment {

    private final SegmentRef ref;
    private final Path file;
    private final FileChannel channel;
    private final Cleaner.Cleanable cleanable;

    FileSegment(SegmentRef ref, Path file, FileChannel channel, boolean creator) {
        this.ref = ref;
        this.file = file;
        this.channel = channel;
        this.cleanable = Cleanup.register(this, new Release(channel, file, creator));
    }

    @Override
    public SegmentRef ref() {
        return ref;
    }

    @Override
    public long sizeBytes() {
        return FileSegmentProvider.size(channel);
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
        if (offset + sizeBytes > sizeBytes()) {
            throw new IndexOutOfBoundsException(offset + " + " + sizeBytes
                    + " is beyond the segment's " + sizeBytes() + " bytes");
        }
        try {
            return channel.map(mode, offset, sizeBytes).order(ByteOrder.nativeOrder());
        } catch (IOException e) {
            throw new SharedMemoryException("Cannot map " + file + ": " + e + "   [FUR-305]", e);
        }
    }

    @Override
    public void grow(long sizeBytes) {
        long before = sizeBytes();
        try {
            FileSegmentProvider.fill(channel, before, sizeBytes);
        } catch (IOException e) {
            try {
                channel.truncate(before);
            } catch (IOException again) {
                e.addSuppressed(again);
            }
            SharedMemoryException full = FileSegmentProvider.full(file, sizeBytes - before);
            full.initCause(e);
            throw full;
        }
    }

    @Override
    public void seal() {
        file.toFile()
                .setReadOnly(); // the most a plain file can do; private mappings never write to it
    }

    @Override
    public void close() {
        cleanable.clean();
    }

    private record Release(FileChannel channel, Path file, boolean creator) implements Runnable {
        @Override
        public void run() {
            try {
                channel.close();
                if (creator) {
                    Files.deleteIfExists(file);
                }
            } catch (IOException e) {
                // The file system went away under us: there is nothing left to release.
            }
        }
    }
}
