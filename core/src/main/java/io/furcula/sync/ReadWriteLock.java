package io.furcula.sync;

import io.furcula.internal.shared.Deadline;
import io.furcula.internal.shared.FaultPoint;
import io.furcula.internal.shared.OwnerWord;
import io.furcula.internal.shared.SharedBlock;
import io.furcula.internal.shared.Wait;
import io.furcula.internal.shared.WaitKind;
import io.furcula.internal.shared.Watch;
import io.furcula.internal.shared.Words;
import java.util.Optional;
import java.util.function.LongPredicate;

/**
 * A pair of locks between processes: many readers, or one writer. Pass it to a child as an argument, or
 * send it through a queue, and ask it for its locks there.
 *
 * <pre>
 *  state   bytes  field      written by        ordering
 *      +0      8  WRITER     holder of LOCK    release; who holds the write lock, an OwnerWord, or 0
 *      +8      8  NEXT       holder of LOCK    release; a writer that waits, whom readers let pass, or 0
 *     +16      8  DIED       holder of LOCK    release; a writer that died, and that nobody or a reader was
 *                                              told of, or 0
 *     +24   2048  READERS    holder of LOCK    release; 256 OwnerWords, 0 = free; bit 0 is set: was told of
 *                                              DIED
 * </pre>
 *
 * <p>Neither lock is reentrant, and one cannot be had while this thread holds the other. A writer that waits
 * goes before readers that come later. At most 256 threads read at once; more wait. A reader that is killed
 * reads no more; a writer that is killed is told once, by {@link OwnerDiedException}, to the next that
 * gets either lock, and holds it then; both within 100 ms. A reader that was told, and is killed before it
 * gives its lock back, does not count: the next one is told.
 *
 * <p><b>Thread safety:</b> safe for any number of threads and processes.
 */
/*
 *            reader: none writes or waits to       writer: none reads or writes
 *   [READ n] <----------------------------- [FREE] ---------------------------> [WRITTEN]
 *      |  unlock of the last one              ^  ^   unlock: WRITER = 0            |
 *      +--------------------------------------+  +---------------------------------+
 *                                                |   dead: DIED = it, WRITER = 0   |
 *                                                +---------------------------------+
 *
 * Each step is one store, under LOCK. A reader's is its slot; the dead are found by those who wait. Killed between
 * any two steps, it leaves LOCK, which is taken over, and
 *   after its slot, or WRITER       what it holds, as one that was killed while it read or wrote
 *   after it was given back         those who wait see it at the end of their slice
 *   after DIED, before WRITER = 0   a dead writer: DIED is written once more
 *   as NEXT                         a dead NEXT, whom nobody lets pass
 *   as one who got a lock with      as a writer, DIED = 0: it is told of instead, being dead. As a reader, bit 0
 *     DIED there                    in its slot: DIED stays until it gives the slot back, and is told of again if
 *                                   it does not live that long
 */
public final class ReadWriteLock extends SharedPrimitive
        implements java.util.concurrent.locks.ReadWriteLock {

    private static final long serialVersionUID = 1;

    private static final int WRITER = 0;
    private static final int NEXT = 8;
    private static final int DIED = 16;
    private static final int READERS = 24;
    private static final int MOST_READERS = 256;

    /** In a reader's slot: it was told of DIED. */
    private static final long TOLD = 1;

    private static final int STATE_BYTES = READERS + MOST_READERS * Long.BYTES;

    private final transient Lock readLock = new ReadLock();
    private final transient Lock writeLock = new WriteLock();

    ReadWriteLock(SharedBlock block) {
        super(Kind.READ_WRITE_LOCK, block);
    }

    /**
     * {@return a new pair of locks, both free} Its 2 KiB live as long as this process.
     *
     * @throws io.furcula.SharedMemoryException if there is no shared memory; nothing is left behind
     */
    public static ReadWriteLock create() {
        return new ReadWriteLock(allocate(STATE_BYTES));
    }

    /** {@return the lock of those who read} Its {@link Lock#owner()} is one of them. */
    @Override
    public Lock readLock() {
        return readLock;
    }

    /** {@return the lock of the one who writes} */
    @Override
    public Lock writeLock() {
        return writeLock;
    }

    /** {@return how many read now} Those that died may be among them. */
    public int readers() {
        int count = 0;
        for (int i = 0; i < MOST_READERS; i++) {
            count += reader(i) == OwnerWord.NONE ? 0 : 1;
        }
        return count;
    }

    private long reader(int i) {
        return Words.longAcquire(words, readerAt(i));
    }

    private int readerAt(int i) {
        return at(READERS + i * Long.BYTES);
    }

    /** {@return where a reader is, or -1} */
    private int slotOf(long reader) {
        for (int i = 0; i < MOST_READERS; i++) {
            if ((reader(i) & ~TOLD) == reader) {
                return readerAt(i);
            }
        }
        return -1;
    }

    private long writer() {
        return Words.longAcquire(words, at(WRITER));
    }

    /** With the lock held: a writer that waits is not waited for any more if it is dead. */
    private boolean isNextOther() {
        long next = Words.longAcquire(words, at(NEXT));
        if (next == OwnerWord.NONE || next == OwnerWord.selfThread()) {
            return false;
        }
        if (!OwnerWord.isAlive(next)) {
            Words.longRelease(words, at(NEXT), OwnerWord.NONE);
            FaultPoint.WRITER_NOT_NEXT.reached();
            return false;
        }
        return true;
    }

    /** With the lock held: frees what the dead hold. */
    private boolean freeThoseOfTheDead() {
        boolean freed = false;
        long writer = writer();
        if (writer != OwnerWord.NONE && !OwnerWord.isAlive(writer)) {
            Words.longRelease(words, at(DIED), writer);
            FaultPoint.WRITER_DIED.reached();
            Words.longRelease(words, at(WRITER), OwnerWord.NONE);
            FaultPoint.WRITER_FREED.reached();
            freed = true;
        }
        for (int i = 0; i < MOST_READERS; i++) {
            long reader = reader(i);
            if (reader != OwnerWord.NONE && !OwnerWord.isAlive(reader)) {
                Words.longRelease(words, readerAt(i), OwnerWord.NONE);
                FaultPoint.READER_FREED.reached();
                freed = true;
            }
        }
        return freed;
    }

    /** Who keeps others from it: also a writer that waits itself, whom they let pass. */
    private int holders(long[] into) {
        int found = 0;
        found = add(writer(), into, found);
        long next = Words.longAcquire(words, at(NEXT));
        found = add(next == OwnerWord.selfThread() ? OwnerWord.NONE : next, into, found);
        for (int i = 0; i < MOST_READERS; i++) {
            found = add(reader(i) & ~TOLD, into, found);
        }
        return found;
    }

    private static int add(long holder, long[] into, int found) {
        if (holder == OwnerWord.NONE) {
            return found;
        }
        if (found < into.length) {
            into[found] = holder;
        }
        return found + 1;
    }

    /** With the lock held: whether a reader knows of the writer that died, and still reads. */
    private boolean isTold() {
        for (int i = 0; i < MOST_READERS; i++) {
            if ((reader(i) & TOLD) != 0 && OwnerWord.isAlive(reader(i))) {
                return true;
            }
        }
        return false;
    }

    private static boolean isNoneOf(long holder, LongPredicate isAlive) {
        return holder == OwnerWord.NONE || !isAlive.test(holder);
    }

    private static void tell(long died) {
        if (died != OwnerWord.NONE) {
            throw new OwnerDiedException(new Owner(OwnerWord.pid(died), OwnerWord.thread(died)));
        }
    }

    private void refuseReentry() {
        if (writer() == OwnerWord.selfThread() || slotOf(OwnerWord.selfThread()) >= 0) {
            throw new IllegalMonitorStateException(
                    "this thread reads or writes already, and the locks are not reentrant");
        }
    }

    /** {@return for example {@code ReadWriteLock[2 read]}} */
    @Override
    public String toString() {
        return "ReadWriteLock[" + (writer() == OwnerWord.NONE ? readers() + " read" : "one writes")
                + "]";
    }

    /** What the two locks have in common. */
    private abstract class Half extends WaitingLock {
        private static final long serialVersionUID = 1;

        /** With LOCK held: takes this lock if it is free; one store. */
        abstract boolean take();

        abstract WaitKind kind();

        /**
         * {@return whether none of those who live keep others from this lock} Without LOCK: if a change comes
         * between, its signal makes us look again.
         */
        abstract boolean looksFree(LongPredicate isAlive);

        @Override
        final Watch watch() {
            return signal.watch(
                    () -> looksFree(owner -> true), living -> looksFree(living::isAlive));
        }

        /** With LOCK held, and this one, too: notes that this thread is told of the writer that died; one store. */
        abstract void tellMe();

        private long takeDied() {
            long died = Words.longAcquire(words, at(DIED));
            if (died == OwnerWord.NONE || isTold()) {
                return OwnerWord.NONE;
            }
            tellMe();
            FaultPoint.DEATH_TAKEN.reached();
            return died;
        }

        /** With LOCK held: called before each wait, and at the end. */
        abstract void waits(boolean yes);

        @Override
        boolean acquire(Deadline deadline) throws InterruptedException {
            long died;
            enter();
            try {
                refuseReentry();
                if (!takeOrWait(deadline)) {
                    return false;
                }
                died = takeDied();
            } finally {
                exit();
            }
            tell(died);
            return true;
        }

        private boolean takeOrWait(Deadline deadline) throws InterruptedException {
            if (take()) {
                waits(false);
                return true;
            }
            try (Wait wait = waiting(kind(), deadline, ReadWriteLock.this::holders)) {
                do {
                    waits(true);
                    if (!freeThoseOfTheDead() && !await(deadline, wait)) {
                        return false;
                    }
                } while (!take());
                return true;
            } finally {
                waits(false);
            }
        }

        @Override
        public boolean tryLock() {
            long died;
            enter();
            try {
                if (writer() == OwnerWord.selfThread()
                        || slotOf(OwnerWord.selfThread()) >= 0
                        || !take()) {
                    return false;
                }
                died = takeDied();
            } finally {
                exit();
            }
            tell(died);
            return true;
        }

        private Object writeReplace() {
            throw new UnsupportedOperationException(
                    "send the ReadWriteLock, and ask it for this lock there");
        }
    }

    private final class ReadLock extends Half {
        private static final long serialVersionUID = 1;

        @Override
        boolean looksFree(LongPredicate isAlive) {
            return isNoneOf(writer(), isAlive)
                    && isNoneOf(Words.longAcquire(words, at(NEXT)), isAlive)
                    && hasSlot(isAlive);
        }

        private boolean hasSlot(LongPredicate isAlive) {
            for (int i = 0; i < MOST_READERS; i++) {
                if (isNoneOf(reader(i), isAlive)) {
                    return true;
                }
            }
            return false;
        }

        @Override
        boolean take() {
            if (writer() != OwnerWord.NONE || isNextOther()) {
                return false;
            }
            int free = slotOf(OwnerWord.NONE);
            if (free < 0) {
                return false;
            }
            Words.longRelease(words, free, OwnerWord.selfThread());
            FaultPoint.READER_IN.reached();
            return true;
        }

        @Override
        void tellMe() {
            Words.longRelease(words, slotOf(OwnerWord.selfThread()), OwnerWord.selfThread() | TOLD);
        }

        @Override
        WaitKind kind() {
            return WaitKind.READ_LOCK;
        }

        @Override
        void waits(boolean yes) {}

        @Override
        public void unlock() {
            enter();
            try {
                int slot = slotOf(OwnerWord.selfThread());
                if (slot < 0) {
                    throw new IllegalMonitorStateException("this thread does not read");
                }
                if ((Words.longAcquire(words, slot) & TOLD) != 0) {
                    Words.longRelease(words, at(DIED), OwnerWord.NONE);
                    FaultPoint.DEATH_DONE.reached();
                }
                Words.longRelease(words, slot, OwnerWord.NONE);
                FaultPoint.READER_OUT.reached();
            } finally {
                exit();
            }
            signal.raise(Integer.MAX_VALUE);
        }

        @Override
        public Optional<Owner> owner() {
            for (int i = 0; i < MOST_READERS; i++) {
                long reader = reader(i);
                if (reader != OwnerWord.NONE) {
                    return Optional.of(new Owner(OwnerWord.pid(reader), OwnerWord.thread(reader)));
                }
            }
            return Optional.empty();
        }

        @Override
        public boolean isHeldByCurrentThread() {
            return slotOf(OwnerWord.selfThread()) >= 0;
        }
    }

    private final class WriteLock extends Half {
        private static final long serialVersionUID = 1;

        @Override
        boolean looksFree(LongPredicate isAlive) {
            boolean free = isNoneOf(writer(), isAlive)
                    && isNoneOf(Words.longAcquire(words, at(NEXT)), isAlive);
            for (int i = 0; i < MOST_READERS && free; i++) {
                free = isNoneOf(reader(i), isAlive);
            }
            return free;
        }

        @Override
        boolean take() {
            if (writer() != OwnerWord.NONE || isNextOther()) {
                return false;
            }
            for (int i = 0; i < MOST_READERS; i++) {
                if (reader(i) != OwnerWord.NONE) {
                    return false;
                }
            }
            Words.longRelease(words, at(WRITER), OwnerWord.selfThread());
            FaultPoint.WRITER_IN.reached();
            return true;
        }

        @Override
        void tellMe() {
            Words.longRelease(words, at(DIED), OwnerWord.NONE);
        }

        @Override
        WaitKind kind() {
            return WaitKind.WRITE_LOCK;
        }

        @Override
        void waits(boolean yes) {
            long next = Words.longAcquire(words, at(NEXT));
            if (yes && next == OwnerWord.NONE) {
                Words.longRelease(words, at(NEXT), OwnerWord.selfThread());
                FaultPoint.WRITER_NEXT.reached();
            } else if (!yes && next == OwnerWord.selfThread()) {
                Words.longRelease(words, at(NEXT), OwnerWord.NONE);
                FaultPoint.WRITER_NOT_NEXT.reached();
                signal.raise(Integer.MAX_VALUE); // readers that let it pass, other writers
            }
        }

        @Override
        public void unlock() {
            enter();
            try {
                if (writer() != OwnerWord.selfThread()) {
                    throw new IllegalMonitorStateException("this thread does not write");
                }
                Words.longRelease(words, at(WRITER), OwnerWord.NONE);
                FaultPoint.WRITER_OUT.reached();
            } finally {
                exit();
            }
            signal.raise(Integer.MAX_VALUE);
        }

        @Override
        public Optional<Owner> owner() {
            long writer = writer();
            return writer == OwnerWord.NONE
                    ? Optional.empty()
                    : Optional.of(new Owner(OwnerWord.pid(writer), OwnerWord.thread(writer)));
        }

        @Override
        public boolean isHeldByCurrentThread() {
            return writer() == OwnerWord.selfThread();
        }
    }
}
