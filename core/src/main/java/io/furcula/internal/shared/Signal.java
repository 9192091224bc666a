package io.furcula.internal.shared;

import io.furcula.spi.Region;
import java.nio.ByteBuffer;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;

/**
 * Something that happens, and those who wait for the next time it does, in all processes.
 *
 * <pre>
 *  offset  bytes  field     written by   ordering
 *       0      4  EVENTS    anyone       atomic add; how often it has happened, modulo 2^32
 *       4      4  SLEEPERS  sleepers     atomic add; how many may be asleep
 * </pre>
 *
 * <p><b>Thread safety:</b> safe for any number of threads and processes.
 */
/*
 *   one who waits                          one who raises
 *     seen = EVENTS                          what is waited for is done
 *     looks whether there is need to wait    EVENTS + 1
 *     SLEEPERS + 1                           SLEEPERS > 0: wakes
 *     sleeps, unless EVENTS differs
 *     SLEEPERS - 1
 *
 * Each side writes its word before it reads the other's, so one of them sees the other. Killed:
 *
 *   before "EVENTS + 1", or before the wake   sleepers look again at the end of their slice
 *   as a sleeper                              stays counted: a needless system call for each event
 *   as one that was woken                     so does it; the others, one of whom might have been woken
 *                                             instead, look again at the end of their slice
 */
public final class Signal {

    /** How long it is. */
    public static final int SIZE_BYTES = 8;

    private static final int SLEEPERS_OFFSET = 4;

    private final Region region;
    private final ByteBuffer words;
    private final int offset;
    private final WaitKind kind;

    /**
     * A signal at a place.
     *
     * @param region the mapped memory
     * @param offset where, a multiple of 4; zero bytes are a new one
     */
    public Signal(Region region, int offset) {
        this(region, offset, WaitKind.SIGNAL);
    }

    /**
     * A signal at a place.
     *
     * @param region the mapped memory
     * @param offset where, a multiple of 4; zero bytes are a new one
     * @param kind what those who wait for it are told to wait for
     */
    public Signal(Region region, int offset, WaitKind kind) {
        this.kind = kind;
        this.region = region;
        this.words = region.bytes();
        this.offset = offset;
    }

    /** {@return how often it has happened} To be read before it is looked whether there is need to wait. */
    public int events() {
        return Words.intVolatile(words, offset);
    }

    /**
     * It has happened.
     *
     * @param most how many to wake at most
     */
    public void raise(int most) {
        Words.getAndAddInt(words, offset, 1);
        FaultPoint.SIGNAL_RAISED.reached();
        if (Words.intVolatile(words, offset + SLEEPERS_OFFSET) != 0) {
            region.wake(offset, most);
        }
    }

    /**
     * Waits until what it tells of is so.
     *
     * @param done whether it is, and then takes part in it; asked again and again
     * @param deadline the end of the wait
     * @return whether it is
     * @throws InterruptedException if interrupted, before or while waiting
     */
    public boolean awaitUntil(BooleanSupplier done, Deadline deadline) throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException(
                    "interrupted before waiting for another process or thread");
        }
        if (done.getAsBoolean()) {
            return true;
        }
        try (Wait wait = waiting(deadline)) {
            while (true) {
                int seen = events();
                if (done.getAsBoolean()) {
                    return true;
                }
                long left = deadline.leftNanos();
                if (left <= 0) {
                    return false;
                }
                await(seen, left);
                wait.slept();
            }
        }
    }

    /** {@return a wait for it that begins now} */
    Wait waiting(Deadline deadline) {
        return Wait.on(kind, region, offset, deadline);
    }

    /**
     * {@return a watch for what it tells of}
     *
     * @param ready whether that is so
     * @param readyByDeath whether it is as good as so, since somebody died
     */
    public Watch watch(BooleanSupplier ready, Predicate<Living> readyByDeath) {
        return new WordWatch(region, offset, ready, readyByDeath) {
            @Override
            protected int announce() {
                Words.getAndAddInt(words, offset + SLEEPERS_OFFSET, 1);
                FaultPoint.SIGNAL_AWAITED.reached();
                return events();
            }

            @Override
            protected void withdraw(boolean changed) {
                int others = Words.getAndAddInt(words, offset + SLEEPERS_OFFSET, -1) - 1;
                if (changed && others != 0) {
                    region.wake(offset, 1);
                }
            }
        };
    }

    /**
     * Waits until it happens, for a slice of time at most, and perhaps shorter: the caller looks again.
     *
     * @param seen what {@link #events} was
     * @param timeoutNanos the longest wait
     * @throws InterruptedException if interrupted before or while waiting
     */
    public void await(int seen, long timeoutNanos) throws InterruptedException {
        Words.getAndAddInt(words, offset + SLEEPERS_OFFSET, 1);
        try {
            FaultPoint.SIGNAL_AWAITED.reached();
            region.await(offset, seen, timeoutNanos);
            FaultPoint.SIGNAL_WOKEN.reached();
        } finally {
            Words.getAndAddInt(words, offset + SLEEPERS_OFFSET, -1);
        }
        if (Thread.interrupted()) {
            throw new InterruptedException(
                    "interrupted while waiting for another process or thread");
        }
    }
}
