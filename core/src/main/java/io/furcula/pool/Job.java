package io.furcula.pool;

import io.furcula.internal.codec.Codec;
import io.furcula.pool.Task.WithWorker;
import org.jspecify.annotations.Nullable;

/**
 * One function and what it is applied to: one item, or all of a map.
 *
 * <p><b>Thread safety:</b> safe for any number of threads.
 */
final class Job {

    private final int id;
    private final WithWorker<Object, Object> function;
    private final Class<?> named;
    private final Results results;
    private final MapOptions options;
    private final boolean isInterruptible;
    private byte @Nullable [] encoded; // guarded by this

    /** Where results go. */
    @FunctionalInterface
    interface Results {
        /**
         * An item is done. Called once for each, by the thread that takes results back, or one that cancels.
         *
         * @param index which item
         * @param value the result, if there is no failure
         * @param failure what went wrong, or null
         */
        void completed(int index, @Nullable Object value, @Nullable Throwable failure);
    }

    /** Makes a job whose results go somewhere. */
    @FunctionalInterface
    interface Maker {
        Job make(Results results);
    }

    /**
     * A job.
     *
     * @param id its number, which no other job of the pool has
     * @param function what to do
     * @param named the class that the user wrote, for messages
     * @param options time limit, and what a worker's death means
     * @param isInterruptible whether a soft time limit or a cancellation may interrupt it
     * @param results where results go
     */
    Job(
            int id,
            WithWorker<Object, Object> function,
            Class<?> named,
            MapOptions options,
            boolean isInterruptible,
            Results results) {
        this.id = id;
        this.function = function;
        this.named = named;
        this.options = options;
        this.isInterruptible = isInterruptible;
        this.results = results;
    }

    int id() {
        return id;
    }

    WithWorker<Object, Object> function() {
        return function;
    }

    MapOptions options() {
        return options;
    }

    boolean isInterruptible() {
        return isInterruptible;
    }

    Results results() {
        return results;
    }

    /** {@return the function as bytes, for workers that do not have it} */
    synchronized byte[] encoded() {
        byte[] bytes = encoded;
        if (bytes == null) {
            bytes = Codec.toBytes(function, "task");
            encoded = bytes;
        }
        return bytes;
    }

    /** {@return what it is called in messages: the class that it was written in} */
    String name() {
        String name = named.getName();
        int lambda = name.indexOf("$$Lambda");
        return lambda < 0 ? name : "a lambda of " + name.substring(0, lambda);
    }
}
