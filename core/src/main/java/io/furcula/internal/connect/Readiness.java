package io.furcula.internal.connect;

import io.furcula.internal.shared.Deadline;
import io.furcula.internal.shared.Polling;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Waits until a channel can do something. The channel never blocks, so an interrupt ends the wait and
 * not the channel.
 *
 * <p><b>Thread safety:</b> one thread waits at a time; any may wake it.
 */
/*
 * A selector costs two descriptors, so a connection has one only while somebody waits. A few are kept for
 * the next wait. Virtual threads would hold their carrier in the selector: they look again and again.
 */
final class Readiness {

    private static final int KEPT_SELECTORS = 4;
    private static final BlockingQueue<Selector> SELECTORS =
            new ArrayBlockingQueue<>(KEPT_SELECTORS);

    private static final long FIRST_PAUSE_NANOS = TimeUnit.MICROSECONDS.toNanos(20);
    private static final long LONGEST_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(2);
    private static final long LONGEST_WAIT_MS = 1000;

    private final SelectableChannel channel;
    private final int operation;
    private final BooleanSupplier closed;
    private @Nullable Selector waiting; // guarded by this
    private long pauseNanos = FIRST_PAUSE_NANOS;

    Readiness(SelectableChannel channel, int operation, BooleanSupplier closed) {
        this.channel = channel;
        this.operation = operation;
        this.closed = closed;
    }

    /**
     * Waits until it can, perhaps; the caller tries. Ends early when closed.
     *
     * @throws InterruptedException if interrupted, before or while waiting
     */
    void await(Deadline deadline) throws IOException, InterruptedException {
        long left = deadline.leftNanos();
        if (Polling.isNeeded()) {
            LockSupport.parkNanos(Math.min(pauseNanos, left));
            pauseNanos = Math.min(2 * pauseNanos, LONGEST_PAUSE_NANOS);
        } else if (left > 0 && !Thread.currentThread().isInterrupted()) {
            select(Math.min(millis(left), LONGEST_WAIT_MS));
        }
        if (Thread.interrupted()) {
            throw new InterruptedException("interrupted while waiting for the other end");
        }
    }

    /** The next wait is not for what the last one was for. */
    void restart() {
        pauseNanos = FIRST_PAUSE_NANOS;
    }

    /** Rounded up: 0 would have no end. */
    static long millis(long nanos) {
        return TimeUnit.NANOSECONDS.toMillis(nanos - 1) + 1;
    }

    private void select(long timeoutMs) throws IOException {
        Selector selector = SELECTORS.poll();
        if (selector == null) {
            selector = Selector.open();
        }
        boolean usable = false;
        try {
            SelectionKey key = channel.register(selector, operation);
            waitIn(selector);
            if (!closed.getAsBoolean()) { // asked after others can wake us
                selector.select(timeoutMs);
            }
            key.cancel();
            selector.selectNow(); // only now the channel is free of it
            usable = true;
        } catch (ClosedChannelException e) {
            // The caller finds out.
        } finally {
            waitIn(null); // before it is closed: nobody may wake one that is
            if (!usable || !SELECTORS.offer(selector)) {
                selector.close();
            }
        }
    }

    private synchronized void waitIn(@Nullable Selector selector) {
        waiting = selector;
    }

    /** Ends the wait that is under way, or is about to begin. */
    synchronized void wake() {
        if (waiting != null) {
            waiting.wakeup();
        }
    }
}
