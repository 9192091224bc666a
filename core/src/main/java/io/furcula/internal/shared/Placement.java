package io.furcula.internal.shared;

import io.furcula.SharedMemoryException;
import io.furcula.internal.ErrorText;
import io.furcula.spi.Segment;
import io.furcula.spi.SegmentProvider;
import io.furcula.spi.SegmentRef;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Has the one segment that some work creates made in a file of our choice, from which nobody removes it
 * but we. So whatever creates a lock or a queue also creates one that is going to have a name.
 *
 * <p><b>Thread safety:</b> confined to the thread that creates.
 */
public final class Placement {

    private static final ThreadLocal<Placement> CURRENT = new ThreadLocal<>();

    private final Function<String, Path> place;
    private final int kind;
    private final long parameter;
    private @Nullable Path file;
    private @Nullable Segment segment;

    private Placement(Function<String, Path> place, int kind, long parameter) {
        this.place = place;
        this.kind = kind;
        this.parameter = parameter;
    }

    /**
     * Creates a segment, complete, and closes it here.
     *
     * @param place the file, by the segment's id, which must be in its name
     * @param kind for the header
     * @param parameter for the header
     * @param work creates one segment, and writes all that is to be in it
     * @return where it is; if the work throws, no file is left behind
     */
    public static SegmentRef create(
            Function<String, Path> place, int kind, long parameter, Runnable work) {
        Placement placement = new Placement(place, kind, parameter);
        CURRENT.set(placement);
        boolean done = false;
        try {
            work.run();
            done = true;
        } finally {
            CURRENT.remove();
            placement.close(done);
        }
        return Objects.requireNonNull(placement.segment, "the work creates a segment")
                .ref();
    }

    static @Nullable Placement current() {
        return CURRENT.get();
    }

    /** For {@link Segments}: the file, with memory behind every byte. */
    Segment create(SegmentProvider provider, String id, long sizeBytes) {
        if (segment != null) {
            throw new IllegalStateException("one segment has been created already");
        }
        Path at = place.apply(id);
        try {
            FileSegmentProvider.createNew(at).close();
        } catch (IOException e) {
            throw new SharedMemoryException(
                    ErrorText.of("FUR-305", "Cannot create the segment file " + at + ": " + e + ".")
                            .toString(),
                    e);
        }
        file = at;
        Segment made = provider.attach(new SegmentRef(provider.id(), id, at.toString()));
        segment = made;
        made.grow(sizeBytes);
        return made;
    }

    void writeHeader(ByteBuffer header, int type, String id) {
        SegmentHeader.writeNamed(header, type, id, kind, parameter);
    }

    private void close(boolean done) {
        if (segment != null) {
            Segments.close(segment);
        }
        try {
            if (file != null && !done) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            // The file system went away under us: there is nothing left to remove.
        }
    }
}
