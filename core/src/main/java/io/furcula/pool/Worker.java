package io.furcula.pool;

import java.io.Serializable;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a task can know of the worker that runs it, and keep there for later tasks.
 *
 * <p><b>Thread safety:</b> for the worker's main thread.
 */
public final class Worker {

    private static final ThreadLocal<@Nullable Worker> CURRENT = new ThreadLocal<>();

    private final int id;
    private final @Nullable Object shared;
    private @Nullable Object state;
    private long tasks;

    /**
     * What is called when a worker starts or ends.
     */
    @FunctionalInterface
    public interface Hook extends Serializable {
        /**
         * Does something in the worker.
         *
         * @param worker the worker
         * @throws Exception any failure; at the start the worker cannot be used then
         */
        void run(Worker worker) throws Exception;
    }

    Worker(int id, @Nullable Object shared) {
        this.id = id;
        this.shared = shared;
    }

    /** {@return the worker that the calling thread is, if it is one} */
    public static Optional<Worker> current() {
        return Optional.ofNullable(CURRENT.get());
    }

    static void current(Worker worker) {
        CURRENT.set(worker);
    }

    /** {@return its number, from 0, less than the number of workers} One that takes its place has the same. */
    public int id() {
        return id;
    }

    /**
     * {@return what {@link WorkerPool.Builder#shared} was given} A copy of this worker's own, made once; under
     * {@code threading} the object itself.
     *
     * @param <T> its type
     */
    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // as its user declares it
    public <T> T shared() {
        if (shared == null) {
            throw new IllegalStateException("this pool has no shared object: see Builder.shared");
        }
        return (T) shared;
    }

    /**
     * Keeps an object for later tasks of this worker.
     *
     * @param state the object
     */
    public void state(@Nullable Object state) {
        this.state = state;
    }

    /**
     * {@return what {@link #state(Object)} was given last}
     *
     * @param <T> its type
     */
    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // as its user declares it
    public <T> T state() {
        if (state == null) {
            throw new IllegalStateException(
                    "worker " + id + " has no state yet: see state(Object)");
        }
        return (T) state;
    }

    /** {@return whether {@link #state()} would return something} */
    public boolean hasState() {
        return state != null;
    }

    /** {@return how many items it has worked on, this one included} */
    public long tasks() {
        return tasks;
    }

    void nextTask() {
        tasks++;
    }

    /** {@return for example {@code Worker[2]}} */
    @Override
    public String toString() {
        return "Worker[" + id + "]";
    }
}
