package io.furcula.pool;

import io.furcula.Queue;
import io.furcula.internal.pool.TaskTable;
import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * What all workers of a pool are given.
 *
 * @param tasks where tasks come from
 * @param results where results go
 * @param table who works on what
 * @param shared an object for all; or none
 * @param onStart called when a worker starts; or nothing
 * @param onExit called when a worker ends by itself; or nothing
 * @param lifespan after how many items a worker ends
 */
@SuppressWarnings("serial") // shared is serialisable if it has to be; the error tells if it is not
record WorkerSetup(
        Queue<byte[]> tasks,
        Queue<byte[]> results,
        TaskTable table,
        @Nullable Object shared,
        Worker.@Nullable Hook onStart,
        Worker.@Nullable Hook onExit,
        long lifespan)
        implements Serializable {}
