package io.furcula.shm;

import io.furcula.internal.codec.Codec;
import io.furcula.internal.shared.SegmentHeader;
import io.furcula.internal.shared.Segments;
import io.furcula.internal.shared.Transfer;
import io.furcula.spi.Segment;
import io.furcula.spi.SegmentRef;
import java.lang.ref.WeakReference;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A sealed image, and this process's private mapping of it: one, however many objects refer to it
 * here. Goes when the last of them is closed or unreachable.
 *
 * <p><b>Thread safety:</b> safe for any number of threads; the data is as an array's.
 */
final class CowImage {

    /** The images in use here, by the segment's id; guards the counts as well. */
    private static final Map<String, WeakReference<CowImage>> HERE = new HashMap<>();

    private final Segment segment;
    private final ByteBuffer data;

    /** How many objects here refer to it and are not closed. */
    private int users;

    private boolean decoded;
    private @Nullable Object object;

    private CowImage(Segment segment, int dataBytes) {
        this.segment = segment;
        this.data = segment.mapPrivate(ImageLayout.DATA_OFFSET, dataBytes);
    }

    /**
     * {@return a new image, with one user}
     *
     * @param kind what it holds
     * @param dataBytes how much
     * @param writer writes the data
     */
    static CowImage create(int kind, int dataBytes, Consumer<ByteBuffer> writer) {
        long whole = ImageLayout.DATA_OFFSET + (long) dataBytes;
        Segment segment = Segments.create(SegmentHeader.TYPE_IMAGE, whole);
        try {
            ImageLayout.writeHeader(
                    segment.map(0, ImageLayout.DATA_OFFSET).bytes(), kind, dataBytes);
            writer.accept(segment.map(ImageLayout.DATA_OFFSET, dataBytes).bytes());
            segment.seal();
            CowImage image = new CowImage(segment, dataBytes);
            synchronized (HERE) {
                HERE.values().removeIf(i -> i.get() == null);
                return image.used();
            }
        } catch (RuntimeException | Error e) {
            Segments.close(segment);
            throw e;
        }
    }

    /** {@return an image that this or another process created, with one more user} */
    static CowImage attach(SegmentRef ref, int dataBytes) {
        synchronized (HERE) {
            WeakReference<CowImage> known = HERE.get(ref.id());
            CowImage image = known == null ? null : known.get();
            if (image == null) {
                image = new CowImage(Segments.attach(ref, SegmentHeader.TYPE_IMAGE), dataBytes);
            }
            return image.used();
        }
    }

    private CowImage used() {
        if (users++ == 0) {
            HERE.put(segment.ref().id(), new WeakReference<>(this));
        }
        return this;
    }

    void release() {
        synchronized (HERE) {
            if (--users == 0) {
                HERE.remove(segment.ref().id());
                Segments.close(segment);
            }
        }
    }

    String id() {
        return segment.ref().id();
    }

    /** {@return how another process finds it} Called when it is serialised. */
    SegmentRef export() {
        Transfer.sending(segment);
        return segment.ref();
    }

    /** {@return the private pages, in native byte order} The position is never moved. */
    ByteBuffer data() {
        return data;
    }

    /** {@return the object of which the data is the message} Rebuilt by the first caller. */
    synchronized @Nullable Object object() {
        if (!decoded) {
            object = Codec.finish(Codec.decode(data, 0, data.capacity()));
            decoded = true;
        }
        return object;
    }
}
