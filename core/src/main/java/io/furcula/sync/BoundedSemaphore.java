package io.furcula.sync;

import io.furcula.Waitable;
import io.furcula.internal.shared.Deadline;
import io.furcula.internal.shared.FaultPoint;
import io.furcula.internal.shared.Living;
import io.furcula.internal.shared.OwnerWord;
import io.furcula.internal.shared.SharedBlock;
import io.furcula.internal.shared.Timeouts;
import io.furcula.internal.shared.Wait;
import io.furcula.internal.shared.WaitKind;
import io.furcula.internal.shared.Watch;
import io.furcula.internal.shared.Words;
import java.time.Duration;
import java.util.function.LongPredicate;

/**
 * A limited number of permits that processes hold: for a resource of which there are so many. Pass it to
 * a child as an argument, or send it through a queue.
 *
 * <pre>
 *  state   bytes  field      written by        ordering
 *      +0      4  BOUND      creator           plain, before the handle leaves its process
 *      +4      4  SLOTS      creator           plain, before the handle leaves its process
 *      +8      -  slots      holder of LOCK    as below; one for each process that holds permits
 *
 *  a slot:     8  OWNER      release           OwnerWord of the process; 0 = free
 *              8  COUNT      release           how many it holds
 * </pre>
 *
 * <p>Only a process that holds permits can release them, and no more than it holds. Those of a process that
 * has ended, however it did, come back to those who wait within 100 ms. Not fair.
 *
 * <p><b>Thread safety:</b> safe for any number of threads and processes; the threads of a process, and its
 * children that are threads, hold permits together.
 */
/*
 * Permits that are there = BOUND - the sum of COUNT over slots with an OWNER. Each change is one store:
 *
 *   acquire, the first    COUNT = n, then OWNER = me     killed between: the slot is free
 *   acquire, more         COUNT = held + n
 *   release, some         COUNT = held - n
 *   release, all          OWNER = 0
 *   owner is dead         OWNER = 0, by one who found too few
 *
 * Killed after a change, before others are told: LOCK is taken over, and they look again at the end of their slice.
 * Killed while it holds permits: they are those of a dead one. Killed while it frees those of the dead: the rest is
 * freed by the next one who finds too few.
 */
public final class BoundedSemaphore extends SharedPrimitive implements Waitable {

    private static final long serialVersionUID = 1;

    /** More processes cannot hold permits at once. */
    private static final int MOST_HOLDERS = 1024;

    private static final int BOUND = 0;
    private static final int SLOTS = 4;
    private static final int FIRST_SLOT = 8;
    private static final int SLOT_BYTES = 16;
    private static final int COUNT = 8;

    BoundedSemaphore(SharedBlock block) {
        super(Kind.BOUNDED_SEMAPHORE, block);
    }

    /**
     * {@return a new semaphore, with all permits there} Its bytes, 16 for each permit and at most 16 KiB,
     * live as long as this process.
     *
     * @param bound how many permits there are; at least 1
     * @throws io.furcula.SharedMemoryException if there is no shared memory; nothing is left behind
     */
    public static BoundedSemaphore create(int bound) {
        if (bound < 1) {
            throw new IllegalArgumentException("bound=" + bound + " is less than 1");
        }
        int slots = Math.min(bound, MOST_HOLDERS);
        BoundedSemaphore semaphore =
                new BoundedSemaphore(allocate(FIRST_SLOT + slots * SLOT_BYTES));
        Words.intPlain(semaphore.words, semaphore.at(BOUND), bound);
        Words.intPlain(semaphore.words, semaphore.at(SLOTS), slots);
        return semaphore;
    }

    /**
     * Acquires a permit, when there is one.
     *
     * @throws InterruptedException if interrupted, before or while waiting; none is acquired
     */
    public void acquire() throws InterruptedException {
        acquire(1, Deadline.NEVER);
    }

    /**
     * Acquires permits, when there are that many: all at once.
     *
     * @param permits how many; at least 1, and at most the bound
     * @throws InterruptedException if interrupted, before or while waiting; none is acquired
     */
    public void acquire(int permits) throws InterruptedException {
        acquire(permits, Deadline.NEVER);
    }

    /** {@return whether there was a permit, which is acquired} Does not look for holders that died. */
    public boolean tryAcquire() {
        enter();
        try {
            return take(1);
        } finally {
            exit();
        }
    }

    /**
     * Acquires a permit, within a time.
     *
     * @param timeout the longest wait; zero or less does not wait
     * @return whether it is acquired
     * @throws InterruptedException if interrupted, before or while waiting; none is acquired
     */
    public boolean tryAcquire(Duration timeout) throws InterruptedException {
        return acquire(1, Deadline.in(Timeouts.nanos(timeout)));
    }

    /**
     * Acquires permits, all at once, within a time.
     *
     * @param permits how many; at least 1, and at most the bound
     * @param timeout the longest wait; zero or less does not wait
     * @return whether they are acquired
     * @throws InterruptedException if interrupted, before or while waiting; none is acquired
     */
    public boolean tryAcquire(int permits, Duration timeout) throws InterruptedException {
        return acquire(permits, Deadline.in(Timeouts.nanos(timeout)));
    }

    private boolean acquire(int permits, Deadline deadline) throws InterruptedException {
        if (permits < 1 || permits > bound()) {
            throw new IllegalArgumentException(
                    "permits=" + permits + " is not between 1 and " + bound());
        }
        enter();
        try {
            return take(permits) || takeOrWait(permits, deadline);
        } finally {
            exit();
        }
    }

    /** With the lock held. */
    private boolean takeOrWait(int permits, Deadline deadline) throws InterruptedException {
        try (Wait wait = waiting(WaitKind.BOUNDED_SEMAPHORE, deadline, this::holders)) {
            while (!take(permits)) {
                if (!freeThoseOfTheDead() && !await(deadline, wait)) {
                    return false;
                }
            }
            return true;
        }
    }

    private int holders(long[] into) {
        int found = 0;
        for (int slot = 0; slot < slots(); slot++) {
            long owner = owner(slot);
            if (owner != OwnerWord.NONE) {
                if (found < into.length) {
                    into[found] = owner;
                }
                found++;
            }
        }
        return found;
    }

    /** With the lock held. */
    private boolean take(int permits) {
        if (bound() - held() < permits) {
            return false;
        }
        long me = OwnerWord.self();
        int free = -1;
        for (int slot = 0; slot < slots(); slot++) {
            long owner = owner(slot);
            if (owner == me) {
                Words.longRelease(words, slotAt(slot) + COUNT, count(slot) + permits);
                FaultPoint.BOUNDED_TAKEN.reached();
                return true;
            } else if (owner == OwnerWord.NONE && free < 0) {
                free = slot;
            }
        }
        if (free < 0) {
            return false; // MOST_HOLDERS hold some: as if there were none
        }
        Words.longRelease(words, slotAt(free) + COUNT, permits);
        FaultPoint.BOUNDED_COUNTED.reached();
        Words.longRelease(words, slotAt(free), me);
        FaultPoint.BOUNDED_TAKEN.reached();
        return true;
    }

    /** Releases a permit. */
    public void release() {
        release(1);
    }

    /**
     * Releases permits.
     *
     * @param permits how many; at least 1
     * @throws IllegalStateException if this process does not hold that many; nothing changes
     */
    public void release(int permits) {
        if (permits < 1) {
            throw new IllegalArgumentException("permits=" + permits + " is less than 1");
        }
        enter();
        try {
            giveBack(permits);
            FaultPoint.BOUNDED_RELEASED.reached();
        } finally {
            exit();
        }
        signal.raise(Integer.MAX_VALUE);
    }

    private void giveBack(int permits) {
        for (int slot = 0; slot < slots(); slot++) {
            if (owner(slot) == OwnerWord.self() && count(slot) > permits) {
                Words.longRelease(words, slotAt(slot) + COUNT, count(slot) - permits);
                return;
            } else if (owner(slot) == OwnerWord.self() && count(slot) == permits) {
                Words.longRelease(words, slotAt(slot), OwnerWord.NONE);
                return;
            }
        }
        throw new IllegalStateException("this process does not hold " + permits
                + (permits == 1 ? " permit" : " permits")
                + " that it could release");
    }

    /** {@return how many permits nobody holds now} Those of a holder that died may not have come back yet. */
    public int availablePermits() {
        enter();
        try {
            return (int) (bound() - held());
        } finally {
            exit();
        }
    }

    /** {@return how many permits there are in all} */
    public int bound() {
        return Words.intPlain(words, at(BOUND));
    }

    @Override
    Watch watch() {
        return signal.watch(this::looksAvailable, this::wouldBeAvailable);
    }

    private boolean looksAvailable() {
        return looksAvailable(owner -> true);
    }

    private boolean wouldBeAvailable(Living living) {
        return looksAvailable(living::isAlive);
    }

    /** Without the lock: if a change comes between, its signal makes us look again. */
    private boolean looksAvailable(LongPredicate holds) {
        long held = 0;
        boolean hasSlot = false;
        for (int slot = 0; slot < slots(); slot++) {
            long owner = owner(slot);
            if (owner == OwnerWord.NONE || !holds.test(owner)) {
                hasSlot = true;
            } else {
                hasSlot |= owner == OwnerWord.self();
                held += count(slot);
            }
        }
        return hasSlot && held < bound();
    }

    private long held() {
        long held = 0;
        for (int slot = 0; slot < slots(); slot++) {
            held += owner(slot) == OwnerWord.NONE ? 0 : count(slot);
        }
        return held;
    }

    private boolean freeThoseOfTheDead() {
        boolean freed = false;
        for (int slot = 0; slot < slots(); slot++) {
            long owner = owner(slot);
            if (owner != OwnerWord.NONE && !OwnerWord.isAlive(owner)) {
                Words.longRelease(words, slotAt(slot), OwnerWord.NONE);
                FaultPoint.BOUNDED_FREED.reached();
                freed = true;
            }
        }
        return freed;
    }

    private int slots() {
        return Words.intPlain(words, at(SLOTS));
    }

    private int slotAt(int slot) {
        return at(FIRST_SLOT + slot * SLOT_BYTES);
    }

    private long owner(int slot) {
        return Words.longAcquire(words, slotAt(slot));
    }

    private long count(int slot) {
        return Words.longPlain(words, slotAt(slot) + COUNT);
    }

    /** {@return for example {@code BoundedSemaphore[2 of 3 permits]}} */
    @Override
    public String toString() {
        return "BoundedSemaphore[" + availablePermits() + " of " + bound() + " permits]";
    }
}
