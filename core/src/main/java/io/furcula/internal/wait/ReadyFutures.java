package io.furcula.internal.wait;

import io.furcula.internal.shared.Deadline;
import io.furcula.internal.shared.Watch;
import io.furcula.internal.start.Self;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The thread that waits for all that has a future, as long as there is any.
 *
 * <p><b>Thread safety:</b> safe for any number of threads.
 */
public final class ReadyFutures {

    /** Guarded by the class. A copy of the process has its original's, without the thread. */
    private static @Nullable ReadyFutures current;

    private final Self jvm = Self.jvm();
    private final Inbox inbox = new Inbox();
    private final List<Entry<?>> waited = new ArrayList<>();

    private ReadyFutures() {}

    /** A future and what it is for. */
    private record Entry<W>(W waitable, Watch watch, CompletableFuture<W> future) {

        /** By a thread of its own: what depends on it may take its time, and others are not to wait for that. */
        @SuppressWarnings("FutureReturnValueIgnored") // it is the future itself
        void complete() {
            future.completeAsync(() -> waitable, Entry::start);
        }

        /** The common pool would do for short work alone: it may have no more than one thread. */
        private static void start(Runnable completion) {
            Thread thread = new Thread(null, completion, "furcula ready", 0, false);
            thread.setDaemon(true);
            thread.start();
        }
    }

    /** What has changed since it was looked at; waited for like all else. */
    private static final class Inbox implements Watch {
        private final List<Entry<?>> added = new ArrayList<>(); // guarded by this
        private boolean someCancelled; // guarded by this
        private @Nullable Runnable bell; // guarded by this

        @Override
        public synchronized boolean isReady() {
            return someCancelled || !added.isEmpty();
        }

        @Override
        public synchronized void arm(Runnable armed) {
            bell = armed;
        }

        @Override
        public synchronized void disarm(Runnable armed) {
            bell = null;
        }

        synchronized void add(Entry<?> entry) {
            added.add(entry);
            ring();
        }

        synchronized void cancelled() {
            someCancelled = true;
            ring();
        }

        private void ring() {
            if (bell != null) {
                bell.run();
            }
        }

        synchronized void moveTo(List<Entry<?>> waited) {
            waited.addAll(added);
            waited.removeIf(entry -> entry.future.isDone());
            added.clear();
            someCancelled = false;
        }
    }

    /**
     * {@return a future that is completed once something is ready}
     *
     * @param <W> its type
     * @param waitable the thing
     * @param watch its watch; used by one thread at a time, from now on by another one
     */
    @SuppressWarnings("FutureReturnValueIgnored") // what depends on it never fails
    public static <W> CompletableFuture<W> add(W waitable, Watch watch) {
        CompletableFuture<W> future = new CompletableFuture<>();
        Inbox inbox = add(new Entry<>(waitable, watch, future));
        future.whenComplete((value, failure) -> {
            if (failure != null) {
                inbox.cancelled();
            }
        });
        return future;
    }

    private static synchronized Inbox add(Entry<?> entry) {
        ReadyFutures futures = current;
        if (futures == null || futures.jvm != Self.jvm()) {
            futures = new ReadyFutures();
            current = futures;
            Thread thread = new Thread(null, futures::run, "furcula ready futures", 0, false);
            thread.setDaemon(true);
            thread.start();
        }
        futures.inbox.add(entry);
        return futures.inbox;
    }

    private void run() {
        while (hasWork()) {
            Watch[] watches = Stream.concat(Stream.of(inbox), waited.stream().map(Entry::watch))
                    .toArray(Watch[]::new);
            boolean[] ready;
            try {
                ready = new Watching(watches, 1, Deadline.NEVER).await();
            } catch (InterruptedException e) {
                continue; // of nobody's: this thread is ours
            } catch (RuntimeException | Error e) {
                giveUp(e);
                throw e;
            }
            List<Entry<?>> still = new ArrayList<>();
            for (int i = 0; i < waited.size(); i++) {
                if (ready[i + 1]) {
                    waited.get(i).complete();
                } else {
                    still.add(waited.get(i));
                }
            }
            waited.clear();
            waited.addAll(still);
        }
    }

    /** {@return whether there is anything to wait for} If not, the next future gets another thread. */
    private boolean hasWork() {
        synchronized (ReadyFutures.class) {
            inbox.moveTo(waited);
            if (waited.isEmpty() && current == this) {
                current = null;
            }
            return !waited.isEmpty();
        }
    }

    private void giveUp(Throwable failure) {
        synchronized (ReadyFutures.class) {
            current = null;
            inbox.moveTo(waited);
        }
        waited.forEach(entry -> entry.future.completeExceptionally(failure));
    }
}
