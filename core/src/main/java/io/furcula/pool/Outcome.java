package io.furcula.pool;

import org.jspecify.annotations.Nullable;

/**
 * What became of one item of a map: a result or a failure.
 *
 * @param index which item, from 0
 * @param result the result; null if there is none, or it is null
 * @param failure what the task threw, or a {@link WorkerDiedException}, {@link TaskTimeoutException} or {@link
 *     java.util.concurrent.CancellationException}; null if there is a result
 * @param <R> the result's type
 */
public record Outcome<R>(
        int index, @Nullable R result, @Nullable Throwable failure) {

    /** {@return whether there is a result} */
    public boolean isSuccess() {
        return failure == null;
    }
}
