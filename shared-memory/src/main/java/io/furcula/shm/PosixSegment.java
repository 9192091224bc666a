package io.furcula.shm;

import io.furcula.SharedMemoryException;
import io.furcula.internal.ErrorText;
import io.furcula.internal.shared.Cleanup;
import io.furcula.internal.shared.ClosedMemory;
import io.furcula.spi.Region;
import io.furcula.spi.Segment;
import io.furcula.spi.SegmentRef;
import java.io.IOException;
import java.lang.ref.Cleaner;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel.MapMode;

/**
 * A segment that is an open file of Linux, in memory or not. The descriptor is kept as long as the
 * segment is open, so that other processes can find the file here; a mapping does not need it.
 */
final class PosixSegment implements Segment {

    /** So much at once: a signal makes the kernel begin a part again, not the whole. */
    private static final long PART_BYTES = 16 << 20;

    private final SegmentRef ref;
    private final Descriptor descriptor;
    private final Backing backing;
    private final Cleaner.Cleanable cleanable;

    /**
     * A segment.
     *
     * @param ref how others find it
     * @param descriptor its file; owned by the segment from now on
     * @param backing what its memory is taken from
     * @param last runs after the descriptor was closed by {@link #close} or for lack of a holder
     */
    PosixSegment(SegmentRef ref, Descriptor descriptor, Backing backing, Runnable last) {
        this.ref = ref;
        this.descriptor = descriptor;
        this.backing = backing;
        this.cleanable = Cleanup.register(this, new Release(descriptor, last));
    }

    @Override
    public SegmentRef ref() {
        return ref;
    }

    @Override
    public long sizeBytes() {
        try {
            return descriptor.sizeBytes();
        } catch (IOException e) {
            throw new SharedMemoryException(
                    ErrorText.of("FUR-305", "Segment " + ref.id() + " cannot be used: " + e + ".")
                            .toString(),
                    e);
        }
    }

    @Override
    public Region map(long offset, int sizeBytes) {
        return new FutexRegion(map(MapMode.READ_WRITE, offset, sizeBytes));
    }

    @Override
    public ByteBuffer mapPrivate(long offset, int sizeBytes) {
        return map(MapMode.PRIVATE, offset, sizeBytes);
    }

    private ByteBuffer map(MapMode mode, long offset, int sizeBytes) {
        long whole = sizeBytes();
        if (offset < 0 || sizeBytes < 0 || offset > whole - sizeBytes) {
            throw new IndexOutOfBoundsException(
                    offset + " + " + sizeBytes + " is beyond the segment's " + whole + " bytes");
        }
        try {
            return descriptor.map(mode, offset, sizeBytes);
        } catch (IOException e) {
            throw new SharedMemoryException(
                    ErrorText.of(
                                    "FUR-305",
                                    "Cannot map "
                                            + sizeBytes
                                            + " bytes of segment "
                                            + ref.id()
                                            + ": "
                                            + e.getMessage()
                                            + ".")
                            .likely("it is sealed, or this process has no address space left")
                            .toString(),
                    e);
        }
    }

    @Override
    public void grow(long sizeBytes) {
        ClosedMemory.reclaimFor(() -> growNow(sizeBytes));
    }

    private void growNow(long sizeBytes) {
        long before = sizeBytes();
        try {
            allocateNow(before, sizeBytes - before);
        } catch (RuntimeException e) {
            descriptor.truncate(before);
            throw e;
        }
    }

    @Override
    public void allocate(long offset, long sizeBytes) {
        ClosedMemory.reclaimFor(() -> allocateNow(offset, sizeBytes));
    }

    private void allocateNow(long offset, long sizeBytes) {
        if (sizeBytes > PART_BYTES && backing.freeBytes() < sizeBytes) {
            throw backing.full(sizeBytes); // without driving others out of memory first
        }
        for (long done = 0; done < sizeBytes; done += PART_BYTES) {
            Errno errno =
                    descriptor.allocate(offset + done, Math.min(PART_BYTES, sizeBytes - done));
            if (errno.number() != 0) {
                throw errno.isFull()
                        ? backing.full(sizeBytes)
                        : Descriptor.failed(
                                "posix_fallocate of " + sizeBytes + " bytes in " + backing.where(),
                                errno);
            }
        }
    }

    /** Where the file system cannot, the memory stays. */
    @Override
    public void discard(long offset, long sizeBytes) {
        descriptor.discard(offset, sizeBytes);
    }

    /*
     * F_SEAL_WRITE is refused (EBUSY) while a shared mapping exists that can be written, and one always
     * does: the segment's creator wrote through it, and a mapping goes only when it is unreachable.
     * F_SEAL_FUTURE_WRITE (Linux 5.1) forbids what else there is: write(2) and new such mappings, by
     * anyone. Older kernels keep at least the size, so that no private mapping can fault. Files outside
     * of memfd_create cannot be sealed at all (EPERM).
     */
    @Override
    public void seal() {
        int size = LibC.F_SEAL_SHRINK | LibC.F_SEAL_GROW;
        int[] bestFirst = {LibC.F_SEAL_WRITE, LibC.F_SEAL_FUTURE_WRITE, 0};
        for (int write : bestFirst) {
            if (descriptor.addSeals(size | write).number() == 0) {
                return;
            }
        }
    }

    /** {@return the path at which this process can open it} */
    String path() {
        return descriptor.path();
    }

    @Override
    public void close() {
        cleanable.clean();
    }

    private record Release(Descriptor descriptor, Runnable last) implements Runnable {
        @Override
        public void run() {
            descriptor.close();
            last.run();
        }
    }
}
