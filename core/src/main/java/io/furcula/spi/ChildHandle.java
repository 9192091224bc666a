package io.furcula.spi;

import java.util.concurrent.CompletableFuture;

/**
 * A started child, as its start method sees it.
 *
 * <p><b>Thread safety:</b> every method may be called by any thread at any time, also after the
 * child has ended.
 */
public interface ChildHandle {

    /** {@return the process id} Of the JVM that runs the child: a thread has its parent's. */
    long pid();

    /**
     * {@return completed once, when the child is gone and reaped} Never completes exceptionally. The
     * same future on every call.
     */
    CompletableFuture<ChildExit> onExit();

    /** Asks the child to end ({@code SIGTERM}, or an interrupt); does nothing once it has ended. */
    void terminate();

    /**
     * Ends the child at once ({@code SIGKILL}); does nothing once it has ended. A thread cannot be
     * killed: there it is interrupted.
     */
    void kill();
}
