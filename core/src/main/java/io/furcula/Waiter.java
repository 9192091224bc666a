package io.furcula;

import io.furcula.internal.shared.Deadline;
import io.furcula.internal.shared.Timeouts;
import io.furcula.internal.shared.Watch;
import io.furcula.internal.shared.Watches;
import io.furcula.internal.start.Self;
import io.furcula.internal.wait.ReadyFutures;
import io.furcula.internal.wait.Watching;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Waits for several things at once: for whichever of them is {@linkplain Waitable ready} first, as Python's
 * {@code multiprocessing.connection.wait}.
 *
 * <pre>{@code
 * List<Waitable> ready = Waiter.any(Duration.ofSeconds(5), queue, pipe.parent(), child);
 * }</pre>
 *
 * <p>Waiting takes nothing: no message, permit or lock. What is ready stays so until somebody takes it, and a
 * second wait says so again. Another thread or process may be quicker: as after {@code poll(2)}, the taker asks
 * in a way that waits for nothing, such as {@link Queue#poll()}, or for no time, such as {@code receive} and
 * {@code tryAcquire} with {@link Duration#ZERO}, and waits again if it got nothing. For a lock it takes {@link
 * io.furcula.sync.Lock#tryLock(Duration) tryLock} with some 100 ms: without a time that takes nothing over from
 * a holder that is dead.
 *
 * <p>They are looked at in the order given: if the end of a process comes first and is the only one that is
 * ready, then what that process had put, sent or set before is not there any more.
 *
 * <p>One who waits sleeps. On Linux, with {@code furcula-shared-memory} and outside of virtual threads, up to
 * 128 objects in shared memory wake it at once (Linux 5.16 and later); those beyond are looked at every 5 ms,
 * and more rarely, up to every 50 ms, where that would take more than half a percent of the time. Where shared memory has no futex, all
 * are looked at like this. The end of a process wakes it at once, wherever. For sockets a thread of its own
 * looks at those of all waiters, and ends one second after the last of them. The death of a process that held a
 * lock, a permit or the other end of a pipe is seen within 100 ms. A wait that has lasted for 100 ms can be
 * seen in {@link io.furcula.sync.Deadlocks#find}; it is never part of a deadlock, since there is more than one
 * way out.
 *
 * <p>A waiter holds nothing while nobody waits, and need not be closed. It belongs to the process that made it.
 *
 * <p><b>Thread safety:</b> safe for any number of threads, each of which waits for itself.
 */
public final class Waiter {

    private final List<Waitable> waitables;
    private final Self jvm = Self.jvm();

    private Waiter(List<Waitable> waitables) {
        this.waitables = waitables;
    }

    /**
     * {@return a waiter for a set of things that does not change} For many waits for the same, or for many
     * things.
     *
     * @param waitables at least one; not kept, but its elements are
     */
    public static Waiter of(Collection<? extends Waitable> waitables) {
        if (waitables.isEmpty()) {
            throw new IllegalArgumentException("nothing to wait for: no waitables");
        }
        return new Waiter(List.copyOf(waitables));
    }

    /**
     * Waits until one of several things is ready, within a time.
     *
     * @param timeout the longest wait; zero or less looks once
     * @param waitables at least one
     * @return those that are ready, in the order given; none if the time is over
     * @throws IllegalStateException if one is a process that has not been started, or that is this one itself
     * @throws UnsupportedOperationException if one is the end of a pipe that only sends
     * @throws InterruptedException if interrupted, before or while waiting
     */
    public static List<Waitable> any(Duration timeout, Waitable... waitables)
            throws InterruptedException {
        return of(List.of(waitables)).await(timeout);
    }

    /**
     * Waits until all of several things are ready at once, within a time.
     *
     * @param timeout the longest wait; zero or less looks once
     * @param waitables at least one
     * @return whether they all are
     * @throws IllegalStateException if one is a process that has not been started, or that is this one itself
     * @throws UnsupportedOperationException if one is the end of a pipe that only sends
     * @throws InterruptedException if interrupted, before or while waiting
     */
    public static boolean all(Duration timeout, Waitable... waitables) throws InterruptedException {
        Waiter waiter = of(List.of(waitables));
        return waiter.await(Deadline.in(Timeouts.nanos(timeout)), waitables.length)
                        .size()
                == waitables.length;
    }

    /**
     * Waits until one of them is ready.
     *
     * @return those that are, at least one, in the order given
     * @throws IllegalStateException if one is a process that has not been started, or that is this one itself;
     *     or if this is a copy of the process that made this waiter
     * @throws UnsupportedOperationException if one is the end of a pipe that only sends
     * @throws InterruptedException if interrupted, before or while waiting
     */
    public List<Waitable> await() throws InterruptedException {
        return await(Deadline.NEVER, 1);
    }

    /**
     * Waits until one of them is ready, within a time.
     *
     * @param timeout the longest wait; zero or less looks once
     * @return those that are, in the order given; none if the time is over
     * @throws IllegalStateException if one is a process that has not been started, or that is this one itself;
     *     or if this is a copy of the process that made this waiter
     * @throws UnsupportedOperationException if one is the end of a pipe that only sends
     * @throws InterruptedException if interrupted, before or while waiting
     */
    public List<Waitable> await(Duration timeout) throws InterruptedException {
        return await(Deadline.in(Timeouts.nanos(timeout)), 1);
    }

    private List<Waitable> await(Deadline deadline, int wanted) throws InterruptedException {
        if (jvm != Self.jvm()) {
            throw new IllegalStateException(
                    "this waiter belongs to the process that this one is a copy of; make one here");
        }
        Watch[] watches =
                waitables.stream().map(Waiter::watch).toArray(Watch[]::new); // confined to a thread
        boolean[] ready = new Watching(watches, wanted, deadline).await();
        List<Waitable> found = new ArrayList<>();
        for (int i = 0; i < ready.length; i++) {
            if (ready[i]) {
                found.add(waitables.get(i));
            }
        }
        return found;
    }

    /**
     * {@return a future that is completed with a thing once that is ready} Then it may be ready no longer. All
     * of them together cost one daemon thread, which ends with the last, and each another one while it is completed
     * and what depends on it runs. Who does not want it any more cancels it.
     *
     * <p>In a copy of this process it is never completed.
     *
     * @param <W> its type
     * @param waitable the thing
     * @throws IllegalStateException if it is a process that has not been started, or that is this one itself
     * @throws UnsupportedOperationException if it is the end of a pipe that only sends
     */
    public static <W extends Waitable> CompletableFuture<W> onReady(W waitable) {
        return ReadyFutures.add(waitable, watch(waitable));
    }

    private static Watch watch(Waitable waitable) {
        if (waitable instanceof Queue<?> queue) {
            return queue.watch();
        } else if (waitable instanceof Connection connection) {
            return connection.watch();
        } else if (waitable instanceof Listener listener) {
            return listener.watch();
        } else if (waitable instanceof Process process) {
            return process.watch();
        }
        return Watches.of(waitable);
    }

    /** {@return for example {@code Waiter[for 3]}} */
    @Override
    public String toString() {
        return "Waiter[for " + waitables.size() + "]";
    }
}
