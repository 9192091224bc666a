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
    /** A lock is taken, and its holder has done nothing yet. */
    LOCK_TAKEN,
    /** A waiter has left word in a lock that it sleeps, and does not yet. */
    LOCK_AWAITED,
    /** A lock is free, and the one who is to be told is not yet. */
    LOCK_FREED,
    /** Something has happened, and those who wait for it are not woken yet. */
    SIGNAL_RAISED,
    /** A waiter is counted as asleep, and is not yet. */
    SIGNAL_AWAITED,
    /** A producer has room, and has written nothing. */
    PUT_BEGUN,
    /** A message is written, and nobody can see it yet. */
    PUT_WRITTEN,
    /** A message is in a new extent, to which the old one does not lead yet. */
    PUT_IN_NEW_EXTENT,
    /** A message is put, and not counted. */
    PUT_COMMITTED,
    /** The state that belongs to the next count of one side is written, and the count is not. */
    STATE_WRITTEN,
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
    /** A message is read, and not taken. */
    TAKE_READ,
    /** A message is taken and counted, and the lock is still held. */
    TAKE_COUNTED,
    /** An extent says that it is hollow, and has its memory. */
    EXTENT_HOLLOW,
    /** The memory of an extent is given back, and it is still the consumers'. */
    EXTENT_DISCARDED,
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
