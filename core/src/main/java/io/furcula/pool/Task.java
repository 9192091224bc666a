package io.furcula.pool;

import java.io.Serializable;
import java.util.concurrent.Callable;

/**
 * What a worker does: a lambda, a method reference or an object. It, and what it captures, must be
 * serialisable, unless workers of {@code fork} start after it was given to the pool: they have it.
 *
 * @param <R> the result's type
 */
@FunctionalInterface
public interface Task<R> extends Callable<R>, Serializable {

    /** A task without a result. */
    @FunctionalInterface
    interface Action extends Runnable, Serializable {}

    /**
     * A task for an item.
     *
     * @param <A> the item's type
     * @param <R> the result's type
     */
    @FunctionalInterface
    interface Of1<A, R> extends Serializable {
        /**
         * Does the work, in a worker.
         *
         * @param item the item
         * @return the result
         * @throws Exception any failure
         */
        R apply(A item) throws Exception;
    }

    /**
     * A task for an item that uses what its worker has.
     *
     * @param <A> the item's type
     * @param <R> the result's type
     */
    @FunctionalInterface
    interface WithWorker<A, R> extends Serializable {
        /**
         * Does the work, in a worker.
         *
         * @param worker the worker
         * @param item the item
         * @return the result
         * @throws Exception any failure
         */
        R apply(Worker worker, A item) throws Exception;
    }
}
