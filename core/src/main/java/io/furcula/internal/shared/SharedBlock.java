package io.furcula.internal.shared;

import io.furcula.spi.Region;
import io.furcula.spi.Segment;
import io.furcula.spi.SegmentRef;
import java.lang.ref.WeakReference;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of one shared primitive: a part of an {@link Arena}, or, if large, a segment of its own.
 *
 * <p><b>Thread safety:</b> safe for any number of threads.
 */
public final class SharedBlock {

    /** Blocks up to this size live in an arena: they cost neither a descriptor nor a page. */
    static final int ARENA_LIMIT_BYTES = 8 << 10;

    /** One mapping for each segment, however many blocks of it are in use here. */
    private static final Map<String, WeakReference<Region>> MAPPED = new HashMap<>();

    private final Segment segment;
    private final int segmentType;
    private final Region region;
    private final int offset;
    private final int sizeBytes;

    /** Null for a block that is not of an arena of this process. */
    private final Arena.@Nullable Lease lease;

    SharedBlock(
            Segment segment,
            int segmentType,
            Region region,
            int offset,
            int sizeBytes,
            Arena.@Nullable Lease lease) {
        this.segment = segment;
        this.segmentType = segmentType;
        this.region = region;
        this.offset = offset;
        this.sizeBytes = sizeBytes;
        this.lease = lease;
    }

    /**
     * Allocates a block.
     *
     * @param sizeBytes how long
     * @return the block, all zero
     */
    public static SharedBlock allocate(int sizeBytes) {
        if (sizeBytes <= ARENA_LIMIT_BYTES && Placement.current() == null) {
            return Arena.allocate(sizeBytes);
        }
        int whole = Math.addExact(SegmentHeader.SIZE_BYTES, sizeBytes);
        Segment segment = Segments.create(SegmentHeader.TYPE_ARRAY, whole);
        return new SharedBlock(
                segment,
                SegmentHeader.TYPE_ARRAY,
                mapped(segment, whole),
                SegmentHeader.SIZE_BYTES,
                sizeBytes,
                null);
    }

    /**
     * Attaches a block that this or another process allocated.
     *
     * @param ref from {@link #export()}
     * @return the block
     */
    public static SharedBlock attach(BlockRef ref) {
        Segment segment = Segments.attach(ref.segment(), ref.segmentType());
        Region region = mapped(segment, Math.toIntExact(segment.sizeBytes()));
        return new SharedBlock(
                segment, ref.segmentType(), region, ref.offset(), ref.sizeBytes(), null);
    }

    /**
     * Attaches a block that has a segment of its own.
     *
     * @param ref the segment
     * @return the block
     */
    public static SharedBlock attachWhole(SegmentRef ref) {
        Segment segment = Segments.attach(ref, SegmentHeader.TYPE_ARRAY);
        int whole = Math.toIntExact(segment.sizeBytes());
        return new SharedBlock(
                segment,
                SegmentHeader.TYPE_ARRAY,
                mapped(segment, whole),
                SegmentHeader.SIZE_BYTES,
                whole - SegmentHeader.SIZE_BYTES,
                null);
    }

    /**
     * {@return a segment's one mapping here}
     *
     * @param segment the segment
     * @param sizeBytes how much of it, from its beginning; always the same for one segment
     */
    public static Region mapped(Segment segment, int sizeBytes) {
        SegmentRef ref = segment.ref();
        synchronized (MAPPED) {
            WeakReference<Region> known = MAPPED.get(ref.id());
            Region region = known == null ? null : known.get();
            if (region == null) {
                MAPPED.values().removeIf(r -> r.get() == null);
                region = segment.map(0, sizeBytes);
                MAPPED.put(ref.id(), new WeakReference<>(region));
            }
            return region;
        }
    }

    /** {@return how another process finds this block} Called when it is serialised. */
    public BlockRef export() {
        if (lease == null) {
            Transfer.sending(segment);
        } else {
            lease.export();
        }
        return new BlockRef(segment.ref(), segmentType, offset, sizeBytes);
    }

    /** {@return the mapped memory that the block is in} */
    public Region region() {
        return region;
    }

    /** {@return where the block begins in its region} */
    public int offset() {
        return offset;
    }

    /** {@return the block's bytes alone, in native byte order} */
    public ByteBuffer bytes() {
        return region.bytes().slice(offset, sizeBytes).order(ByteOrder.nativeOrder());
    }

    /**
     * Frees the block. Memory that another process may know of is not used again while this process
     * lives; a segment of its own goes with its last holder.
     */
    public void free() {
        if (segmentType == SegmentHeader.TYPE_ARRAY) {
            Segments.close(segment);
        } else if (lease != null) {
            lease.run();
        }
    }
}
