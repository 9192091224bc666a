package io.furcula.pool;

import io.furcula.internal.codec.Codec;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/**
 * Cuts the items of a map into chunks, and sends them.
 *
 * <p><b>Thread safety:</b> confined to the thread that maps, but for {@link #completed}.
 */
/*
 * Of which size? As many items as a worker is busy with for a millisecond: long enough that what a chunk costs
 * does not matter, and short enough that all workers end at about the same time. What one item takes is learnt
 * from how many were done since the first was sent; until then a chunk is one item. A size at most doubles from
 * chunk to chunk, and no chunk is larger than a quarter of a worker's share.
 */
final class MapFeeder {

    private static final long GOOD_NANOS = 1_000_000;
    private static final int SHARES = 4;

    private final PoolEngine engine;
    private final Job job;
    private final Iterator<?> items;
    private final int most;
    private final boolean isMeasured;
    private long firstNanos;
    private int size = 1;
    private int sent;
    private volatile int done;

    /**
     * The items of a map.
     *
     * @param engine where they go
     * @param job what is done with them
     * @param items the items
     * @param count how many there are; negative if that is not known
     */
    MapFeeder(PoolEngine engine, Job job, Iterator<?> items, int count) {
        this.engine = engine;
        this.job = job;
        this.items = items;
        int chunkSize = job.options().chunkSize();
        this.isMeasured = chunkSize == MapOptions.AUTO;
        this.most = isMeasured ? share(count) : chunkSize;
        this.size = isMeasured ? 1 : chunkSize;
    }

    private int share(int count) {
        return count < 0
                ? MapOptions.LARGEST_CHUNK
                : Math.max(1, Math.min(MapOptions.LARGEST_CHUNK, count / (SHARES * engine.size())));
    }

    /**
     * Sends the next chunk.
     *
     * @param atMost the most items
     * @return how many items it had; 0 if there are none left
     */
    int sendNext(int atMost) throws InterruptedException {
        int wanted = Math.min(atMost, nextSize());
        Object[] some = new Object[wanted];
        Codec.Outgoing[] messages = new Codec.Outgoing[wanted];
        int count = 0;
        while (count < wanted && items.hasNext()) {
            @Nullable Object item = items.next();
            some[count] = item;
            messages[count++] = Codec.encode(item, "item " + (sent + count - 1));
        }
        if (count == 0) {
            return 0;
        }
        Chunk all = new Chunk(job, sent, some, messages, 0);
        Chunk part = count == wanted ? null : all.part(0, count, 0);
        if (sent == 0) {
            firstNanos = System.nanoTime();
        }
        sent += count;
        engine.send(part == null ? all : part);
        return count;
    }

    private int nextSize() {
        int soFar = done;
        if (isMeasured && soFar > 0) {
            long each = Math.max(1, (System.nanoTime() - firstNanos) * engine.size() / soFar);
            size = (int) Math.max(1, Math.min(Math.min(2L * size, most), GOOD_NANOS / each));
        }
        return size;
    }

    /** {@return how many items were sent} */
    int sent() {
        return sent;
    }

    /** One more is done; called by one thread at a time. */
    @SuppressWarnings("NonAtomicVolatileUpdate") // one writer
    void completed() {
        done++;
    }
}
