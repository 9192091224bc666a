package io.furcula.stress;

import io.furcula.sync.Condition;
import io.furcula.sync.Lock;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.junit.jupiter.api.Test;

/** What a lock with two conditions is for: a bounded buffer. */
class ConditionStressTest {

    private static final int BOUND = 1;

    @Test
    void aBufferIsFirstInFirstOut() {
        Histories.check(Buffer.class, Specification.class, 2);
    }

    @SuppressWarnings("WaitNotInLoop") // that with a condition has the loop in it
    @Param(name = "item", gen = IntGen.class, conf = "1:9")
    public static class Buffer {
        private final Lock lock = Lock.create();
        private final Condition notFull = lock.newCondition();
        private final Condition notEmpty = lock.newCondition();
        private final Deque<Integer> items = new ArrayDeque<>();

        @Operation(params = "item")
        public boolean put(int item) throws InterruptedException {
            lock.lock();
            try {
                if (!notFull.await(() -> items.size() < BOUND, Histories.MOMENT)) {
                    return false;
                }
                items.add(item);
                notEmpty.signal();
                return true;
            } finally {
                lock.unlock();
            }
        }

        @Operation
        public int take() throws InterruptedException {
            lock.lock();
            try {
                if (!notEmpty.await(() -> !items.isEmpty(), Histories.MOMENT)) {
                    return 0;
                }
                notFull.signal();
                return items.remove();
            } finally {
                lock.unlock();
            }
        }
    }

    /** The same for one thread. */
    public static class Specification {
        private final Deque<Integer> items = new ArrayDeque<>();

        public boolean put(int item) {
            return items.size() < BOUND && items.add(item);
        }

        public int take() {
            return items.isEmpty() ? 0 : items.remove();
        }
    }
}
