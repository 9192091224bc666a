package io.furcula.sync;

import io.furcula.internal.shared.Deadline;
import io.furcula.internal.shared.FaultPoint;
import io.furcula.internal.shared.OwnerWord;
import io.furcula.internal.shared.SharedBlock;
import io.furcula.internal.shared.Timeouts;
import io.furcula.internal.shared.Wait;
import io.furcula.internal.shared.WaitKind;
import io.furcula.internal.shared.Words;
import java.time.Duration;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.TimeoutException;

/**
 * A point where a number of parties wait for one another, again and again: {@link
 * java.util.concurrent.CyclicBarrier} across processes. Pass it to a child as an argument, or send it
 * through a queue.
 *
 * <pre>
 *  state   bytes  field        written by        ordering
 *      +0      8  GENERATION   holder of LOCK    release; how often it has been passed or reset
 *      +8      4  PARTIES      creator           plain, before the handle leaves its process
 *     +12      4  BROKEN       holder of LOCK    release; 1 = nobody passes before a reset
 *     +16      8  DEAD         holder of LOCK    release, before BROKEN; who died, an OwnerWord, or 0
 *     +24     64  RESETS       holder of LOCK    release; 8 words, by generation: its number + 1 if it
 *                                                was reset
 *     +88      -  arrivals     holder of LOCK    release; two tables of PARTIES OwnerWords, by generation;
 *                                                0 = not here
 * </pre>
 *
 * <p>It breaks, and every party learns it by a {@link BrokenBarrierException}, when one that waits is
 * interrupted, runs out of time or is killed (then it is a {@link PartyDiedException}, within 100 ms), and
 * stays broken until {@link #reset}. A party that is killed before it gets here cannot be known: give
 * {@link #await(Duration)} a time. The last one to arrive looks whether the others
 * live, so a pass costs a look at each other process.
 *
 * <p><b>Thread safety:</b> safe for any number of threads and processes.
 */
/*
 * The states of a generation:
 *
 *               the last party arrives
 *   [WAITING] ---------------------------> [PASSED]   GENERATION + 1
 *      |  |
 *      |  +-- time, interrupt, death ----> [BROKEN]   BROKEN = 1; until reset
 *      +------------ reset --------------> [RESET]    RESETS has it, then GENERATION + 1
 *
 * The table of the next generation is emptied before GENERATION moves. Killed between any two steps, under LOCK,
 * which is taken over:
 *   here, before GENERATION + 1   the arrivals show a party that is dead, and those who wait break the barrier
 *   after it                      they see it at the end of their slice, and pass
 *   after DEAD, before BROKEN     they find the dead one again, if it is one of them
 *   after BROKEN                  they see it at the end of their slice
 *   after RESETS,                 nothing was reset; the last party takes the word back before they pass
 *     before GENERATION + 1
 *   after that, before BROKEN = 0 those who waited learn of the reset, and a broken barrier is broken until the
 *                                 next one
 */
public final class Barrier extends SharedPrimitive {

    private static final long serialVersionUID = 1;

    /** So that its memory stays small. */
    private static final int MOST_PARTIES = 4096;

    private static final int GENERATION = 0;
    private static final int PARTIES = 8;
    private static final int BROKEN = 12;
    private static final int DEAD = 16;
    private static final int RESETS = 24;
    private static final int RESETS_KEPT = 8;
    private static final int ARRIVALS = RESETS + RESETS_KEPT * Long.BYTES;

    Barrier(SharedBlock block) {
        super(Kind.BARRIER, block);
    }

    /**
     * {@return a new barrier} Its bytes, 16 for each party, live as long as this process.
     *
     * @param parties how many wait for one another; at least 1, at most 4096
     * @throws io.furcula.SharedMemoryException if there is no shared memory; nothing is left behind
     */
    public static Barrier create(int parties) {
        if (parties < 1 || parties > MOST_PARTIES) {
            throw new IllegalArgumentException(
                    "parties=" + parties + " is not between 1 and " + MOST_PARTIES);
        }
        Barrier barrier = new Barrier(allocate(ARRIVALS + 2 * parties * Long.BYTES));
        Words.intPlain(barrier.words, barrier.at(PARTIES), parties);
        return barrier;
    }

    /**
     * Waits until all parties are here.
     *
     * @return how many were still missing when this one arrived: 0 for the last, which may do what is to
     *     be done once for all
     * @throws PartyDiedException if another one that waited was killed, before or while waiting
     * @throws BrokenBarrierException if the barrier is broken or reset, before or while waiting
     * @throws InterruptedException if interrupted, before or while waiting; the barrier is broken
     */
    public int await() throws InterruptedException, BrokenBarrierException {
        try {
            return await(Deadline.NEVER, "");
        } catch (TimeoutException e) {
            throw new AssertionError("there is no limit in time", e);
        }
    }

    /**
     * Waits until all parties are here, within a time.
     *
     * @param timeout the longest wait; zero or less does not wait
     * @return how many were still missing when this one arrived
     * @throws TimeoutException if they are not; the barrier is broken
     * @throws PartyDiedException if another one that waited was killed, before or while waiting
     * @throws BrokenBarrierException if the barrier is broken or reset, before or while waiting
     * @throws InterruptedException if interrupted, before or while waiting; the barrier is broken
     */
    public int await(Duration timeout)
            throws InterruptedException, BrokenBarrierException, TimeoutException {
        return await(Deadline.in(Timeouts.nanos(timeout)), timeout.toString());
    }

    private int await(Deadline deadline, String timeout)
            throws InterruptedException, BrokenBarrierException, TimeoutException {
        boolean changed = false;
        enter();
        try {
            long generation = generation();
            if (waiting(generation) >= parties() - 1) { // this is the last one, if all others live
                changed = findDead(generation);
            }
            checkNotBroken();
            int place = arrive(generation);
            changed = true;
            if (place == parties() - 1) {
                if (wasReset(generation)) { // by one that died before it began anew
                    Words.longRelease(words, resetAt(generation), 0);
                }
                begin(generation + 1);
                FaultPoint.BARRIER_PASSED.reached();
                return 0;
            }
            changed = false;
            try (Wait wait = waiting(WaitKind.BARRIER, deadline, into -> 0)) {
                while (generation() == generation) {
                    checkNotBroken();
                    if (!findDead(generation)) {
                        boolean waited = false;
                        try {
                            waited = await(deadline, wait);
                        } finally {
                            if (!waited && generation() == generation) { // over, or interrupted
                                changed = breakUp(OwnerWord.NONE);
                            }
                        }
                        if (!waited) {
                            throw new TimeoutException("of " + parties()
                                    + " parties not all were here within " + timeout);
                        }
                    } else {
                        changed = true;
                    }
                }
            }
            if (wasReset(generation)) {
                throw new BrokenBarrierException("the barrier was reset");
            }
            return parties() - 1 - place;
        } finally {
            exit(changed);
        }
    }

    private void exit(boolean changed) {
        if (changed) {
            exitAndSignal();
        } else {
            exit();
        }
    }

    /** With the lock held: takes a place among those who are here. */
    private int arrive(long generation) {
        int place = waiting(generation);
        Words.longRelease(words, arrivalAt(generation, place), OwnerWord.selfThread());
        FaultPoint.BARRIER_ARRIVED.reached();
        return place;
    }

    /** With the lock held. */
    private void begin(long generation) {
        for (int place = 0; place < parties(); place++) {
            Words.longRelease(words, arrivalAt(generation, place), OwnerWord.NONE);
        }
        FaultPoint.BARRIER_EMPTIED.reached();
        Words.longRelease(words, at(GENERATION), generation);
    }

    /** With the lock held: looks whether all who are here live, and breaks the barrier if not. */
    private boolean findDead(long generation) {
        for (int place = 0; place < waiting(generation); place++) {
            long party = Words.longAcquire(words, arrivalAt(generation, place));
            if (!OwnerWord.isAlive(party)) {
                return breakUp(party);
            }
        }
        return false;
    }

    private boolean breakUp(long dead) {
        Words.longRelease(words, at(DEAD), dead);
        FaultPoint.BARRIER_DEAD_NOTED.reached();
        Words.intRelease(words, at(BROKEN), 1);
        FaultPoint.BARRIER_BROKEN.reached();
        return true;
    }

    private void checkNotBroken() throws BrokenBarrierException {
        if (!isBroken()) {
            return;
        }
        long dead = Words.longAcquire(words, at(DEAD));
        if (dead != OwnerWord.NONE) {
            throw new PartyDiedException(new Owner(OwnerWord.pid(dead), OwnerWord.thread(dead)));
        }
        throw new BrokenBarrierException("one that waited was interrupted or ran out of time");
    }

    private boolean wasReset(long generation) {
        return Words.longAcquire(words, resetAt(generation)) == generation + 1;
    }

    /**
     * Begins anew, also if it was broken. Those who wait get a {@link BrokenBarrierException}.
     */
    public void reset() {
        enter();
        try {
            long generation = generation();
            if (waiting(generation) > 0) {
                Words.longRelease(words, resetAt(generation), generation + 1);
                FaultPoint.BARRIER_RESET_NOTED.reached();
            }
            begin(generation + 1);
            FaultPoint.BARRIER_RESET.reached();
            Words.intRelease(words, at(BROKEN), 0);
        } finally {
            exitAndSignal();
        }
    }

    /** {@return how many parties wait for one another} */
    public int parties() {
        return Words.intPlain(words, at(PARTIES));
    }

    /** {@return how many wait now} */
    public int waiting() {
        enter();
        try {
            return isBroken() ? 0 : waiting(generation());
        } finally {
            exit();
        }
    }

    private int waiting(long generation) {
        int count = 0;
        while (count < parties()
                && Words.longAcquire(words, arrivalAt(generation, count)) != OwnerWord.NONE) {
            count++;
        }
        return count;
    }

    /** {@return whether nobody passes before a {@link #reset}} */
    public boolean isBroken() {
        return Words.intAcquire(words, at(BROKEN)) != 0;
    }

    private long generation() {
        return Words.longAcquire(words, at(GENERATION));
    }

    private int arrivalAt(long generation, int place) {
        int table = (int) (generation & 1) * parties();
        return at(ARRIVALS + (table + place) * Long.BYTES);
    }

    private int resetAt(long generation) {
        return at(RESETS + (int) (generation % RESETS_KEPT) * Long.BYTES);
    }

    /** {@return for example {@code Barrier[1 of 3 wait]}} */
    @Override
    public String toString() {
        return "Barrier[" + (isBroken() ? "broken" : waiting() + " of " + parties() + " wait")
                + "]";
    }
}
