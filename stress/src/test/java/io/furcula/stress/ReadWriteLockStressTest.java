package io.furcula.stress;

import io.furcula.sync.Lock;
import io.furcula.sync.ReadWriteLock;
import java.util.HashSet;
import java.util.Set;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.ThreadIdGen;
import org.junit.jupiter.api.Test;

/** Many read or one writes. */
class ReadWriteLockStressTest {

    @Test
    void readersSeeNothingHalfWritten() {
        Histories.check(Guarded.class, Pair.class, 3);
    }

    @Test
    void itIsHeldByOneWriterOrByReaders() {
        Histories.checkByThread(Held.class, Holders.class, 2);
    }

    /** Two plain halves. */
    public static class Guarded {
        private final ReadWriteLock locks = ReadWriteLock.create();
        private int left;
        private int right;

        @Operation
        public int write() {
            locks.writeLock().lock();
            try {
                left++;
                return ++right;
            } finally {
                locks.writeLock().unlock();
            }
        }

        @Operation
        public int read() {
            locks.readLock().lock();
            try {
                return left == right ? left : -1;
            } finally {
                locks.readLock().unlock();
            }
        }
    }

    /** The same for one thread. */
    public static class Pair {
        private int both;

        public int write() {
            return ++both;
        }

        public int read() {
            return both;
        }
    }

    /** Taken by one operation and given back by another. */
    @Param(name = "thread", gen = ThreadIdGen.class)
    public static class Held {
        private final ReadWriteLock locks = ReadWriteLock.create();

        @Operation(params = "thread")
        public boolean tryRead(int thread) {
            return locks.readLock().tryLock();
        }

        @Operation(params = "thread")
        public boolean tryWrite(int thread) {
            return locks.writeLock().tryLock();
        }

        @Operation(params = "thread")
        public boolean unlock(int thread) {
            for (Lock lock : new Lock[] {locks.readLock(), locks.writeLock()}) {
                if (lock.isHeldByCurrentThread()) {
                    lock.unlock();
                    return true;
                }
            }
            return false;
        }

        @Operation
        public boolean isWritten() {
            return locks.writeLock().isLocked();
        }
    }

    /** The same for one thread that acts for several. */
    public static class Holders {
        private static final int NOBODY = -1;
        private final Set<Integer> readers = new HashSet<>();
        private int writer = NOBODY;

        public boolean tryRead(int thread) {
            return writer == NOBODY && readers.add(thread);
        }

        public boolean tryWrite(int thread) {
            if (writer != NOBODY || !readers.isEmpty()) {
                return false;
            }
            writer = thread;
            return true;
        }

        public boolean unlock(int thread) {
            if (writer == thread) {
                writer = NOBODY;
                return true;
            }
            return readers.remove(thread);
        }

        public boolean isWritten() {
            return writer != NOBODY;
        }
    }
}
