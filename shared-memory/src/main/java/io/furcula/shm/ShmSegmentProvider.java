package io.furcula.shm;

import io.furcula.SharedMemoryException;
import io.furcula.internal.ErrorText;
import io.furcula.internal.shared.FileSegmentProvider;
import io.furcula.spi.Availability;
import io.furcula.spi.Segment;
import io.furcula.spi.SegmentProvider;
import io.furcula.spi.SegmentRef;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Segments as files, for where memory files cannot be had; those who wait sleep in the kernel. The
 * files are where those of {@link FileSegmentProvider} are, and are removed as those are. They cannot
 * be sealed: an image is as safe as its owner's other files.
 */
public final class ShmSegmentProvider implements SegmentProvider {

    /** Creates the provider; does no work. */
    public ShmSegmentProvider() {}

    @Override
    public String id() {
        return "shm";
    }

    @Override
    public int preference() {
        return 50;
    }

    @Override
    public Availability availability() {
        Availability calls = Linux.canCall();
        return calls.available() ? new FileSegmentProvider().availability() : calls;
    }

    @Override
    public Segment create(String id, long sizeBytes) {
        FileSegmentProvider.sweepOnce();
        Path file = FileSegmentProvider.newFile(id);
        int create = LibC.O_RDWR | LibC.O_CREAT | LibC.O_EXCL;
        Descriptor descriptor = Descriptor.open(file.toString(), create);
        PosixSegment segment = new PosixSegment(
                new SegmentRef(id(), id, file.toString()),
                descriptor,
                new FolderBacking(file),
                new Removal(file, OpenFiles.ownPid()));
        try {
            segment.grow(sizeBytes);
        } catch (RuntimeException e) {
            segment.close();
            throw e;
        }
        return segment;
    }

    @Override
    public Segment attach(SegmentRef ref) {
        Path file = Path.of(ref.location());
        try {
            Descriptor descriptor =
                    Descriptor.attached(ref.id(), () -> Descriptor.channel(file.toString()));
            return new PosixSegment(ref, descriptor, new FolderBacking(file), () -> {});
        } catch (IOException e) {
            throw new SharedMemoryException(
                    ErrorText.of("FUR-302", "Segment " + ref.id() + " is gone: " + e.getMessage())
                            .likely("its creator has closed it or has ended")
                            .remedy(
                                    "keep the creating process alive until all others have attached")
                            .toString(),
                    e);
        }
    }

    @Override
    public boolean attachesAnyFile() {
        return true;
    }

    /** By the creator alone: a forked child has inherited this and ends as well. */
    private record Removal(Path file, String creatorPid) implements Runnable {
        @Override
        public void run() {
            try {
                if (OpenFiles.ownPid().equals(creatorPid)) {
                    Files.deleteIfExists(file);
                }
            } catch (IOException e) {
                // The file system went away under us: there is nothing left to remove.
            }
        }
    }
}
