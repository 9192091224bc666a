package io.furcula.shm;

import io.furcula.SharedMemoryException;
import io.furcula.internal.ErrorText;
import io.furcula.spi.Availability;
import io.furcula.spi.Segment;
import io.furcula.spi.SegmentProvider;
import io.furcula.spi.SegmentRef;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Segments as memory files of Linux (memfd): they have no name in any file system, and vanish with
 * their last holder, however it ends. Other processes of the same user find one through {@code
 * /proc}, where some holder has it open.
 */
public final class MemfdSegmentProvider implements SegmentProvider {

    private static final String NAME_PREFIX = "furcula-";

    private final Backing backing = new MemoryBacking();

    /** Creates the provider; does no work. */
    public MemfdSegmentProvider() {}

    @Override
    public String id() {
        return "memfd";
    }

    @Override
    public int preference() {
        return 100;
    }

    @Override
    public Availability availability() {
        return Linux.canMakeMemoryFiles();
    }

    @Override
    public Segment create(String id, long sizeBytes) {
        int fd = LibC.memfd_create(NAME_PREFIX + id);
        if (fd < 0) {
            throw Descriptor.failed("memfd_create(\"" + NAME_PREFIX + id + "\")", Errno.last());
        }
        String location = OpenFiles.ownPid() + ":" + fd;
        PosixSegment segment = open(new SegmentRef(id(), id, location), new Descriptor(fd));
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
        String link = "/memfd:" + NAME_PREFIX + ref.id() + " (deleted)";
        String[] creator = ref.location().split(":", 2);
        String hint = "/proc/" + creator[0] + "/fd/" + creator[creator.length - 1];
        try {
            return open(ref, Descriptor.attached(NAME_PREFIX + ref.id(), () -> find(hint, link)));
        } catch (IOException e) {
            throw new SharedMemoryException(
                    ErrorText.of("FUR-302", "Segment " + ref.id() + " is gone.")
                            .likely("its creator, process "
                                    + creator[0]
                                    + ", has closed it or has ended, or runs as another user")
                            .remedy(
                                    "keep the creating process alive until all others have attached")
                            .toString(),
                    e);
        }
    }

    private static FileChannel find(String hint, String link) throws IOException {
        FileChannel file = openIfSame(hint, link);
        if (file != null) {
            return file;
        }
        return OpenFiles.ofAllProcesses(link)
                .map(path -> Optional.ofNullable(openIfSame(path, link)))
                .flatMap(Optional::stream)
                .findFirst()
                .orElseThrow(() -> new NoSuchFileException(link));
    }

    private PosixSegment open(SegmentRef ref, Descriptor descriptor) {
        return new PosixSegment(ref, descriptor, backing, () -> {});
    }

    /**
     * Looks before it opens, since opening a stranger's file can wait or have effects; and again
     * after it, since the number may have become another file's in between. (If it did, and became
     * this file's once more, what was opened has another id in its header, and is refused.)
     */
    private static @Nullable FileChannel openIfSame(String path, String link) {
        try {
            if (OpenFiles.leadsTo(path, link)) {
                FileChannel file = Descriptor.channel(path);
                if (OpenFiles.leadsTo(path, link)) {
                    return file;
                }
                file.close();
            }
        } catch (IOException e) {
            return null; // closed in between, or another user's
        }
        return null;
    }
}
