package io.furcula.pool;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How a pool works on many items. Immutable: each method returns another one.
 */
public final class MapOptions {

    /** Found by measuring. */
    static final int AUTO = 0;

    /** As many as one message to a worker can have. */
    static final int LARGEST_CHUNK = 1 << 15;

    private static final MapOptions DEFAULTS =
            new MapOptions(AUTO, null, DeathPolicy.fail(), false);

    private final int chunkSize;
    private final @Nullable Timeout timeout;
    private final DeathPolicy deathPolicy;
    private final boolean isUnordered;

    private MapOptions(
            int chunkSize,
            @Nullable Timeout timeout,
            DeathPolicy deathPolicy,
            boolean isUnordered) {
        this.chunkSize = chunkSize;
        this.timeout = timeout;
        this.deathPolicy = deathPolicy;
        this.isUnordered = isUnordered;
    }

    /** {@return chunks of a size that is found by measuring, no time limit, {@link DeathPolicy#fail}, in order} */
    public static MapOptions defaults() {
        return DEFAULTS;
    }

    /**
     * {@return the same with chunks of a size} Items of a chunk go to one worker in one message. 1 shares work
     * best; more costs less for each item.
     *
     * @param items how many, 1 to 32,768
     */
    public MapOptions chunkSize(int items) {
        if (items < 1 || items > LARGEST_CHUNK) {
            throw new IllegalArgumentException(
                    "chunkSize=" + items + " is not within 1.." + LARGEST_CHUNK);
        }
        return new MapOptions(items, timeout, deathPolicy, isUnordered);
    }

    /**
     * {@return the same with a time limit for each item}
     *
     * @param limit the limit
     */
    public MapOptions timeout(Timeout limit) {
        return new MapOptions(
                chunkSize, Objects.requireNonNull(limit, "limit"), deathPolicy, isUnordered);
    }

    /**
     * {@return the same with another answer to a worker's death}
     *
     * @param policy what becomes of the item that it was working on
     */
    public MapOptions onWorkerDeath(DeathPolicy policy) {
        return new MapOptions(
                chunkSize, timeout, Objects.requireNonNull(policy, "policy"), isUnordered);
    }

    /** {@return the same with results as they come; for {@link WorkerPool#imap} alone} */
    public MapOptions unordered() {
        return new MapOptions(chunkSize, timeout, deathPolicy, true);
    }

    int chunkSize() {
        return chunkSize;
    }

    @Nullable
    Timeout timeout() {
        return timeout;
    }

    DeathPolicy deathPolicy() {
        return deathPolicy;
    }

    boolean isUnordered() {
        return isUnordered;
    }
}
