package io.furcula.internal.shared;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The steps of the protocols in shared memory between which a process may be killed, so that tests can kill it
 * there. Compiled in, and without cost unless {@code -Dfurcula.test.faults=true}: the JIT compiler leaves them out.
 *
 * <p><b>Thread safety:</b> safe for any number of threads.
 */
public enum FaultPoint {
    // RobustLock, SharedLock

    /** A lock is taken, and its holder has done nothing yet. */
    LOCK_TAKEN,
    /** The lock of a dead one is taken over, and nobody is told. */
    LOCK_INHERITED,
    /** A reentrant lock says how often it is held, and its holder has done nothing more. */
    LOCK_COUNTED,
    /** A waiter has left word in a lock that it sleeps, and does not yet. */
    LOCK_AWAITED,
    /** A lock is free, and the one who is to be told is not yet. */
    LOCK_FREED,

    // Signal, SharedCondition

    /** Something has happened, and those who wait for it are not woken yet. */
    SIGNAL_RAISED,
    /** A waiter is counted as asleep, and is not yet. */
    SIGNAL_AWAITED,
    /** A waiter is awake, and still counted as asleep. */
    SIGNAL_WOKEN,
    /** A waiter for a condition has done with its signal, and does not have the lock again. */
    CONDITION_WOKEN,

    // Event, CountDownLatch

    /** An event is set, and nobody is told. */
    EVENT_SET,
    /** A latch is open, and nobody is told. */
    LATCH_OPENED,

    // Semaphore

    /** Permits are taken, and nothing is done with them yet. */
    PERMITS_TAKEN,
    /** One who needs several permits has said so, and does not wait yet. */
    PERMITS_WANTED,
    /** Permits are released, and nobody is told. */
    PERMITS_RELEASED,

    // BoundedSemaphore, under its lock

    /** A free slot says how many permits, and not yet whose. */
    BOUNDED_COUNTED,
    /** Permits are taken. */
    BOUNDED_TAKEN,
    /** Permits are given back, and nobody is told. */
    BOUNDED_RELEASED,
    /** Permits of one that died are there again, and nobody is told. */
    BOUNDED_FREED,

    // Barrier, under its lock

    /** A party is here. */
    BARRIER_ARRIVED,
    /** The next generation's table is empty, and this one's parties still wait. */
    BARRIER_EMPTIED,
    /** The next generation has begun, and those who waited are not told. */
    BARRIER_PASSED,
    /** It says who died, and not yet that it is broken. */
    BARRIER_DEAD_NOTED,
    /** It is broken, and those who wait are not told. */
    BARRIER_BROKEN,
    /** It says that this generation was reset, which still waits. */
    BARRIER_RESET_NOTED,
    /** The next generation has begun by a reset, and the barrier still says that it is broken, if it was. */
    BARRIER_RESET,

    // ReadWriteLock, under its lock

    /** A reader has its slot. */
    READER_IN,
    /** A reader has given its slot back, and nobody is told. */
    READER_OUT,
    /** A reader that died is out, and nobody is told. */
    READER_FREED,
    /** A writer has the write lock. */
    WRITER_IN,
    /** A writer has given the write lock back, and nobody is told. */
    WRITER_OUT,
    /** A writer that died is to be told of, and still has the write lock. */
    WRITER_DIED,
    /** The write lock of one that died is free, and nobody is told. */
    WRITER_FREED,
    /** A writer has said that it waits, and does not yet. */
    WRITER_NEXT,
    /** A writer lets others pass again, and they are not told. */
    WRITER_NOT_NEXT,
    /** Who got the lock has taken the word that a writer died, and is not told yet. */
    DEATH_TAKEN,
    /** A reader that was told of that has taken the word away, and still has its slot. */
    DEATH_DONE,

    // Queues: PutSide

    /** A producer has room, and has written nothing. */
    PUT_BEGUN,
    /** A message is written, and nobody can see it yet. */
    PUT_WRITTEN,
    /** A message is in a new extent, to which the old one does not lead yet. */
    PUT_IN_NEW_EXTENT,
    /** A message is put, and not counted. */
    PUT_COMMITTED,
    /** A message is put and counted, and the lock is still held. */
    PUT_COUNTED,
    /** The file is longer, and that is not written down. */
    EXTENT_ALLOCATED,
    /** An extent is made, and not linked. */
    EXTENT_MADE,
    /** An extent is linked, and empty. */
    EXTENT_LINKED,
    /** An extent has its memory again, and still says that it is hollow. */
    EXTENT_FILLED,
    /** The memory of an extent that is too small is given back, and it is still linked. */
    EXTENT_DROPPED,

    // Queues: TakeSide, and both sides

    /** A message is read, and not taken. */
    TAKE_READ,
    /** A message is taken and counted, and the lock is still held. */
    TAKE_COUNTED,
    /** An extent says that it is hollow, and has its memory. */
    EXTENT_HOLLOW,
    /** The memory of an extent is given back, and it is still the consumers'. */
    EXTENT_DISCARDED,
    /** The state that belongs to the next count of one side is written, and the count is not. */
    STATE_WRITTEN,

    // Queues: Sleepers

    /** A waiter on a queue has said that it sleeps, and does not yet. */
    SLEEPER_AWAITED,
    /** A waker has taken the word that somebody sleeps, and has woken nobody. */
    SLEEPER_UNTOLD,
    /** A waiter on a queue is awake again, and has done nothing yet. */
    SLEEPER_WOKEN;

    private static final boolean ON = Boolean.getBoolean("furcula.test.faults");

    private static volatile @Nullable Consumer<FaultPoint> visitor;

    /** This thread is there. */
    public void reached() {
        if (ON) {
            visit();
        }
    }

    private void visit() {
        Consumer<FaultPoint> there = visitor;
        if (there != null) {
            there.accept(this);
        }
    }

    /**
     * Called by tests.
     *
     * @param visitor is told of every step of every thread, in that thread; null to stop that
     * @throws IllegalStateException if this JVM was not started with {@code -Dfurcula.test.faults=true}
     */
    public static void visit(@Nullable Consumer<FaultPoint> visitor) {
        if (!ON) {
            throw new IllegalStateException("start this JVM with -Dfurcula.test.faults=true");
        }
        FaultPoint.visitor = visitor;
    }
}
