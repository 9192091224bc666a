package io.furcula.stress;

import io.furcula.sync.Lock;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.ThreadIdGen;
import org.junit.jupiter.api.Test;

/** A lock is one thread's at a time, and what its holders did before is seen by the next. */
class LockStressTest {

    @Test
    void whatALockGuardsIsCountedRight() {
        Histories.check(Guarded.class, Counter.class, 3);
    }

    @Test
    void aLockIsHeldByOne() {
        Histories.checkByThread(Held.class, Holder.class, 2);
    }

    /** A plain counter. */
    public static class Guarded {
        private final Lock lock = Lock.create();
        private int count;

        @Operation
        public int add() {
            lock.lock();
            try {
                return count++;
            } finally {
                lock.unlock();
            }
        }

        @Operation
        public int get() throws InterruptedException {
            try (Lock.Held held = lock.hold()) {
                return count;
            }
        }
    }

    /** The same for one thread. */
    public static class Counter {
        private int count;

        public int add() {
            return count++;
        }

        public int get() {
            return count;
        }
    }

    /** Taken by one operation and given back by another. */
    @Param(name = "thread", gen = ThreadIdGen.class)
    public static class Held {
        private final Lock lock = Lock.reentrant();

        @Operation(params = "thread")
        public boolean tryLock(int thread) {
            return lock.tryLock();
        }

        @Operation(params = "thread")
        public boolean tryLockForAMoment(int thread) throws InterruptedException {
            return lock.tryLock(Histories.MOMENT);
        }

        @Operation(params = "thread")
        public boolean unlock(int thread) {
            if (!lock.isHeldByCurrentThread()) {
                return false;
            }
            lock.unlock();
            return true;
        }

        @Operation
        public boolean isLocked() {
            return lock.isLocked();
        }
    }

    /** The same for one thread that acts for several. */
    public static class Holder {
        private static final int NOBODY = -1;
        private int holds;
        private int holder = NOBODY;

        public boolean tryLock(int thread) {
            if (holder != NOBODY && holder != thread) {
                return false;
            }
            holder = thread;
            holds++;
            return true;
        }

        public boolean tryLockForAMoment(int thread) {
            return tryLock(thread);
        }

        public boolean unlock(int thread) {
            if (holder != thread) {
                return false;
            }
            if (--holds == 0) {
                holder = NOBODY;
            }
            return true;
        }

        public boolean isLocked() {
            return holder != NOBODY;
        }
    }
}
