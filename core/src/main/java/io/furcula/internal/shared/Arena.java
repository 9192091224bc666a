package io.furcula.internal.shared;

import io.furcula.spi.Region;
import io.furcula.spi.Segment;
import java.lang.ref.Cleaner;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A segment from which this process hands out small blocks, so that a thousand locks cost no
 * thousand descriptors. Only the process that created an arena allocates from it; others attach the
 * blocks they are given. It lives as long as the process, and its memory as long as its last holder.
 *
 * <p><b>Thread safety:</b> safe for any number of threads.
 */
final class Arena {

    /** Two cache lines, since x86 prefetches lines in pairs: no two blocks share one. */
    static final int STRIDE_BYTES = 128;

    private static final int FIRST_BYTES = 64 << 10;
    private static final int LARGEST_BYTES = 1 << 20;

    private static final Cleaner CLEANER = Cleaner.create();

    /** This process's arenas, the newest last; guarded by itself. */
    private static final List<Arena> ARENAS = new ArrayList<>();

    private final Segment segment;
    private final Region region;
    private final int sizeBytes;
    private int nextOffset = STRIDE_BYTES; // the header fills the first stride
    private final Map<Integer, Deque<Integer>> freeOffsetsBySize = new HashMap<>();

    private Arena(int sizeBytes) {
        this.sizeBytes = sizeBytes;
        this.segment = Segments.create(SegmentHeader.TYPE_ARENA, sizeBytes);
        this.region = SharedBlock.mapped(segment, sizeBytes);
    }

    /** This process is a copy: what its original handed out is its original's. */
    static void forked() {
        synchronized (ARENAS) {
            ARENAS.clear();
        }
    }

    static SharedBlock allocate(int blockBytes) {
        int rounded = rounded(blockBytes);
        synchronized (ARENAS) {
            for (int i = ARENAS.size() - 1; i >= 0; i--) {
                int offset = ARENAS.get(i).take(rounded);
                if (offset > 0) {
                    return ARENAS.get(i).block(offset, blockBytes);
                }
            }
            Arena arena =
                    new Arena((int) Math.min(LARGEST_BYTES, (long) FIRST_BYTES << ARENAS.size()));
            ARENAS.add(arena);
            return arena.block(arena.take(rounded), blockBytes);
        }
    }

    private SharedBlock block(int offset, int blockBytes) {
        Lease lease = new Lease(this, offset, rounded(blockBytes));
        SharedBlock block = new SharedBlock(
                segment, SegmentHeader.TYPE_ARENA, region, offset, blockBytes, lease);
        CLEANER.register(block, lease);
        return block;
    }

    /**
     * What was handed out. Taken back when the block is freed or unreachable, unless another process
     * may know of it.
     */
    static final class Lease implements Runnable {
        private final Arena arena;
        private final int offset;
        private final int sizeBytes;

        /** Guarded by the list of arenas. */
        private boolean exported;

        private boolean over;

        private Lease(Arena arena, int offset, int sizeBytes) {
            this.arena = arena;
            this.offset = offset;
            this.sizeBytes = sizeBytes;
        }

        void export() {
            synchronized (ARENAS) {
                exported = true;
            }
        }

        @Override
        public void run() {
            synchronized (ARENAS) {
                if (!exported && !over && ARENAS.contains(arena)) {
                    over = true;
                    for (int i = offset; i < offset + sizeBytes; i++) {
                        arena.region.bytes().put(i, (byte) 0);
                    }
                    arena.freeOffsetsBySize
                            .computeIfAbsent(sizeBytes, size -> new ArrayDeque<>())
                            .push(offset);
                }
            }
        }
    }

    /** {@return the offset of a free part, or 0 if there is none} */
    private int take(int rounded) {
        Deque<Integer> free = freeOffsetsBySize.get(rounded);
        if (free != null && !free.isEmpty()) {
            return free.pop();
        }
        if (nextOffset + rounded > sizeBytes) {
            return 0;
        }
        int offset = nextOffset;
        nextOffset += rounded;
        return offset;
    }

    private static int rounded(int blockBytes) {
        return (blockBytes + STRIDE_BYTES - 1) & -STRIDE_BYTES;
    }
}
