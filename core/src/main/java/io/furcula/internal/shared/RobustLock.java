package io.furcula.internal.shared;

import io.furcula.spi.Region;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;

/**
 * A lock that is one word of shared memory and survives the death of its holder. Not reentrant, not
 * fair.
 *
 * <p><b>Thread safety:</b> safe for any number of threads and processes.
 */
/*
 * States of the word, an OwnerWord:
 *
 *             cas 0 -> me                     set W, sleep
 *    [FREE 0] -----------> [HELD owner, W=0] -------------> [HELD owner, W=1]
 *        ^                      |                                |
 *        |  getAndSet 0         |             getAndSet 0, wake 1|      owner is dead:
 *        +----------------------+--------------------------------+      cas owner -> me|W
 *
 * Killed between any two steps:
 *   before "cas 0 -> me"        nothing happened
 *   while HELD                  a sleeper finds the owner dead within a slice, and takes over: RECOVERED
 *   having taken over           it is HELD by one that died: the next one is told of that one alone
 *   after "set W"               W stays set: one needless wake at the next unlock
 *   before "wake 1"             the word is free; sleepers look again at the end of their slice
 * After Drepper's "Futexes Are Tricky" (2011), mutex 2, with the owner in the word.
 */
public final class RobustLock {

    /** The lock is taken, and its last holder gave it back. */
    public static final long ACQUIRED = 0;

    /** The lock was not taken in the time given. */
    public static final long TIMED_OUT = -1;

    /** No limit in time. */
    public static final long FOREVER = Long.MAX_VALUE;

    private static final int LOOKS = Runtime.getRuntime().availableProcessors() > 1 ? 12 : 0;
    private static final int FIRST_PAUSE = 4;
    private static final int LONGEST_PAUSE = 128;

    /** Sleeps this long before it first asks whether the owner lives, and a slice each time after. */
    private static final long FIRST_SLICE_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

    private final Region region;
    private final ByteBuffer bytes;
    private final int offset;
    private final WaitKind kind;

    /**
     * A lock at a place.
     *
     * @param region the mapped memory
     * @param offset the word's offset, a multiple of 8; zero bytes are a free lock
     */
    public RobustLock(Region region, int offset) {
        this(region, offset, WaitKind.INNER_LOCK);
    }

    RobustLock(Region region, int offset, WaitKind kind) {
        this.kind = kind;
        this.region = region;
        this.bytes = region.bytes();
        this.offset = offset;
    }

    /** {@return whether the lock was free and is now the caller's} Does not look for dead holders. */
    public boolean tryLock() {
        boolean taken = Words.casLong(bytes, offset, OwnerWord.NONE, OwnerWord.selfThread());
        if (taken) {
            FaultPoint.LOCK_TAKEN.reached();
        }
        return taken;
    }

    /**
     * Takes the lock.
     *
     * @param timeoutNanos the longest wait, {@link #FOREVER} for no limit
     * @return {@link #ACQUIRED}; {@link #TIMED_OUT}; or the owner word of a holder that died: the
     *     lock is taken over
     * @throws InterruptedException if interrupted while waiting; the lock is not taken
     * @throws IllegalStateException if this thread has it already: it would wait for ever
     */
    public long lockInterruptibly(long timeoutNanos) throws InterruptedException {
        return tryLock() ? ACQUIRED : lockSlowly(timeoutNanos);
    }

    /**
     * Takes the lock, however long it takes; an interrupt does not end the wait.
     *
     * @return {@link #ACQUIRED}, or the owner word of a holder that died: the lock is taken over
     * @throws IllegalStateException if this thread has it already: it would wait for ever
     */
    public long lock() {
        if (tryLock()) {
            return ACQUIRED;
        }
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return lockSlowly(FOREVER);
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private long lockSlowly(long timeoutNanos) throws InterruptedException {
        // Rarer and rarer: each look takes the line from the holder, who could have gone on by
        // then.
        for (int i = 0; i < LOOKS; i++) {
            for (int pause = Math.min(FIRST_PAUSE << i, LONGEST_PAUSE); pause > 0; pause--) {
                Thread.onSpinWait();
            }
            if (Words.longOpaque(bytes, offset) == OwnerWord.NONE && tryLock()) {
                return ACQUIRED;
            }
        }
        try (Wait wait = Wait.on(kind, region, offset, Deadline.in(timeoutNanos), this::holder)) {
            return lockSlowly(timeoutNanos, wait);
        }
    }

    private int holder(long[] into) {
        into[0] = owner();
        return into[0] == OwnerWord.NONE ? 0 : 1;
    }

    private long lockSlowly(long timeoutNanos, Wait wait) throws InterruptedException {
        long me =
                OwnerWord.selfThread() | OwnerWord.WAITERS; // others may sleep: wake one at unlock
        long start = System.nanoTime();
        long slice = FIRST_SLICE_NANOS;
        while (true) {
            long held = Words.longVolatile(bytes, offset);
            if (held == OwnerWord.NONE) {
                if (Words.casLong(bytes, offset, OwnerWord.NONE, me)) {
                    FaultPoint.LOCK_TAKEN.reached();
                    return ACQUIRED;
                }
                continue;
            }
            long left =
                    timeoutNanos == FOREVER ? FOREVER : timeoutNanos - (System.nanoTime() - start);
            if (left <= 0) {
                return TIMED_OUT;
            }
            if (OwnerWord.sameThread(held, me)) {
                throw new IllegalStateException("this thread has the lock already");
            }
            if (Thread.interrupted()) {
                throw new InterruptedException("interrupted while waiting for a lock");
            }
            long waited = held | OwnerWord.WAITERS;
            if (held != waited && !Words.casLong(bytes, offset, held, waited)) {
                continue;
            }
            FaultPoint.LOCK_AWAITED.reached();
            long before = System.nanoTime();
            region.await(Words.lowHalf(offset), (int) waited, Math.min(slice, left));
            boolean sliceOver = System.nanoTime() - before >= slice;
            if (sliceOver && Words.longVolatile(bytes, offset) == waited) {
                slice = TimeUnit.MILLISECONDS.toNanos(Region.SLICE_MS);
                if (!OwnerWord.isAlive(waited) && Words.casLong(bytes, offset, waited, me)) {
                    FaultPoint.LOCK_INHERITED.reached();
                    return waited & ~OwnerWord.WAITERS;
                }
            }
            wait.slept();
        }
    }

    /** Gives the lock back. The caller holds it. */
    public void unlock() {
        long held = Words.getAndSetLong(bytes, offset, OwnerWord.NONE);
        FaultPoint.LOCK_FREED.reached();
        if ((held & OwnerWord.WAITERS) != 0) {
            region.wake(Words.lowHalf(offset), 1);
        }
    }

    /** {@return whether this thread holds the lock} */
    public boolean isHeldHere() {
        return owner() == OwnerWord.selfThread();
    }

    /** {@return a watch for the lock to be free, or to have a holder that is dead} */
    Watch watch() {
        return new WordWatch(
                region, Words.lowHalf(offset), () -> owner() == OwnerWord.NONE, this::isDead) {
            @Override
            protected int announce() {
                while (true) {
                    long held = Words.longVolatile(bytes, offset);
                    long waited = held | OwnerWord.WAITERS;
                    if (held == OwnerWord.NONE
                            || held == waited
                            || Words.casLong(bytes, offset, held, waited)) {
                        FaultPoint.LOCK_AWAITED.reached();
                        return (int) (held == OwnerWord.NONE ? held : waited);
                    }
                }
            }

            @Override
            protected void withdraw(boolean changed) {
                if (changed) {
                    region.wake(Words.lowHalf(offset), 1);
                }
            }
        };
    }

    private boolean isDead(Living living) {
        long owner = owner();
        return owner != OwnerWord.NONE && !living.isAlive(owner);
    }

    /** {@return who holds the lock, or {@link OwnerWord#NONE}} */
    public long owner() {
        return Words.longVolatile(bytes, offset) & ~OwnerWord.WAITERS;
    }
}
