package io.furcula.internal.shared;

import io.furcula.SharedMemoryException;
import io.furcula.SharedMemoryFullException;
import io.furcula.internal.ErrorText;
import io.furcula.spi.Availability;
import io.furcula.spi.Segment;
import io.furcula.spi.SegmentProvider;
import io.furcula.spi.SegmentRef;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Segments as plain files that are mapped: pure Java, on any platform. Waiting is by looking again
 * and again, so it is slower and costs some CPU; everything else is as with other kinds.
 *
 * <p>Files are in {@code /dev/shm}, else in the temporary folder, or where {@value
 * #DIRECTORY_PROPERTY} says. They can be read by their owner alone. Their creator removes them when
 * it closes the segment or ends; what a killed creator leaves, the next process to come removes.
 */
public final class FileSegmentProvider implements SegmentProvider {

    /** Where the files go. */
    public static final String DIRECTORY_PROPERTY = "furcula.segments.directory";

    static final String ID = "file";

    private static final String PREFIX = "furcula-";
    private static final int ZEROS_BYTES = 1 << 16;

    /** What is not larger than this is written, and then it is seen whether there was room. */
    private static final long PART_BYTES = 16 << 20;

    /** The folders that this process has swept. */
    private static final Set<Path> SWEPT = ConcurrentHashMap.newKeySet();

    @Override
    public String id() {
        return ID;
    }

    @Override
    public int preference() {
        return 0;
    }

    @Override
    public Availability availability() {
        Path directory = directory();
        return Files.isWritable(directory)
                ? Availability.yes("plain files in " + directory)
                : Availability.no(
                        directory + " cannot be written; set -D" + DIRECTORY_PROPERTY + "=FOLDER");
    }

    /** {@return where the files are} */
    public static Path directory() {
        String set = System.getProperty(DIRECTORY_PROPERTY);
        if (set != null) {
            return Path.of(set);
        }
        Path shm = Path.of("/dev/shm");
        return Files.isDirectory(shm) && Files.isWritable(shm)
                ? shm
                : Path.of(System.getProperty("java.io.tmpdir"));
    }

    @Override
    public Segment create(String id, long sizeBytes) {
        sweepOnce();
        Path file = newFile(id);
        try {
            FileChannel channel = createNew(file);
            FileSegment segment =
                    new FileSegment(new SegmentRef(id(), id, file.toString()), file, channel, true);
            try {
                segment.grow(sizeBytes);
            } catch (RuntimeException e) {
                segment.close();
                throw e;
            }
            return segment;
        } catch (IOException e) {
            throw new SharedMemoryException(
                    ErrorText.of("FUR-305", "Cannot create the segment file " + file + ": " + e)
                            .remedy("-D" + DIRECTORY_PROPERTY
                                    + "=FOLDER, with a folder that can be written")
                            .toString(),
                    e);
        }
    }

    @Override
    public Segment attach(SegmentRef ref) {
        Path file = Path.of(ref.location());
        try {
            return new FileSegment(ref, file, open(file), false);
        } catch (IOException e) {
            throw new SharedMemoryException(
                    ErrorText.of("FUR-302", "Segment " + ref.id() + " is gone: " + e)
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

    /**
     * {@return where a new segment's file goes} Its name says who created it.
     *
     * @param id the segment's id
     */
    public static Path newFile(String id) {
        return directory().resolve(PREFIX + ProcessTag.own() + "-" + id);
    }

    static FileChannel createNew(Path file) throws IOException {
        return FileChannel.open(file, options(StandardOpenOption.CREATE_NEW), mode());
    }

    static FileChannel open(Path file) throws IOException {
        return FileChannel.open(file, options());
    }

    private static Set<StandardOpenOption> options(StandardOpenOption... more) {
        Set<StandardOpenOption> options =
                java.util.EnumSet.of(StandardOpenOption.READ, StandardOpenOption.WRITE);
        options.addAll(Set.of(more));
        return options;
    }

    private static FileAttribute<?>[] mode() {
        boolean posix =
                directory().getFileSystem().supportedFileAttributeViews().contains("posix");
        return posix
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString("rw-------"))
                }
                : new FileAttribute<?>[0];
    }

    /** Removes what killed creators have left, once in this process for each folder. */
    public static void sweepOnce() {
        Path directory = directory();
        if (!SWEPT.add(directory)) {
            return;
        }
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, PREFIX + "*-*")) {
            for (Path file : files) {
                sweep(file);
            }
        } catch (IOException e) {
            // What cannot be listed cannot be swept; creating a file will say why.
        }
    }

    private static void sweep(Path file) throws IOException {
        String[] parts = file.getFileName().toString().split("-", 3);
        if (parts.length == 3 && ProcessTag.isDead(parts[1])) {
            Files.deleteIfExists(file);
        }
    }

    /** Refuses much that cannot fit, before all that is free has been filled in vain. */
    static void requireRoom(Path file, long moreBytes) {
        if (moreBytes > PART_BYTES) {
            SharedMemoryFullException full = full(file, moreBytes);
            if (full.freeBytes() >= 0 && full.freeBytes() < moreBytes) {
                throw full;
            }
        }
    }

    /**
     * {@return the error that says that a file system has no room}
     *
     * @param file a file on it
     * @param askedBytes how much was asked for
     */
    public static SharedMemoryFullException full(Path file, long askedBytes) {
        long free;
        try {
            free = Files.getFileStore(file).getUsableSpace();
        } catch (IOException e) {
            free = -1;
        }
        return new SharedMemoryFullException(
                String.valueOf(file.getParent()),
                askedBytes,
                free,
                "make that file system larger, or -D" + DIRECTORY_PROPERTY
                        + "=FOLDER on another one");
    }

    /** Fills a new part with zeros, so that a full disk is an exception here and not a fault later. */
    static long fill(FileChannel channel, long from, long to) throws IOException {
        ByteBuffer zeros = ByteBuffer.allocateDirect(ZEROS_BYTES);
        for (long at = from; at < to; ) {
            zeros.clear().limit((int) Math.min(ZEROS_BYTES, to - at));
            at += channel.write(zeros, at);
        }
        return to;
    }
}
