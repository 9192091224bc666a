package io.furcula.stress;

import io.furcula.sync.BoundedSemaphore;
import io.furcula.sync.Semaphore;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.junit.jupiter.api.Test;

/** There are as many permits as were released, less those that were acquired. */
class SemaphoreStressTest {

    private static final int PERMITS = 2;

    @Test
    void permitsAreCountedRight() {
        Histories.check(Counted.class, Permits.class, 2);
    }

    @Test
    void permitsThatAreHeldAreCountedRight() {
        Histories.check(Bounded.class, HeldPermits.class, 2);
    }

    @Param(name = "permits", gen = IntGen.class, conf = "1:2")
    public static class Counted {
        private final Semaphore semaphore = Semaphore.create(PERMITS);

        @Operation(params = "permits")
        public boolean tryAcquire(int permits) {
            return semaphore.tryAcquire(permits);
        }

        @Operation(params = "permits")
        public boolean acquireForAMoment(int permits) throws InterruptedException {
            return semaphore.tryAcquire(permits, Histories.MOMENT);
        }

        @Operation(params = "permits")
        public void release(int permits) {
            semaphore.release(permits);
        }

        @Operation
        public int available() {
            return semaphore.availablePermits();
        }
    }

    /** The same for one thread. */
    public static class Permits {
        private int there = PERMITS;

        public boolean tryAcquire(int permits) {
            if (there < permits) {
                return false;
            }
            there -= permits;
            return true;
        }

        public boolean acquireForAMoment(int permits) {
            return tryAcquire(permits);
        }

        public void release(int permits) {
            there += permits;
        }

        public int available() {
            return there;
        }
    }

    @Param(name = "permits", gen = IntGen.class, conf = "1:2")
    public static class Bounded {
        private final BoundedSemaphore semaphore = BoundedSemaphore.create(PERMITS);

        @Operation
        public boolean tryAcquire() {
            return semaphore.tryAcquire();
        }

        @Operation(params = "permits")
        public boolean acquireForAMoment(int permits) throws InterruptedException {
            return semaphore.tryAcquire(permits, Histories.MOMENT);
        }

        @Operation(params = "permits")
        public boolean release(int permits) {
            try {
                semaphore.release(permits);
                return true;
            } catch (IllegalStateException e) {
                return false; // not as many are held
            }
        }

        @Operation
        public int available() {
            return semaphore.availablePermits();
        }
    }

    /** The same for one thread. */
    public static class HeldPermits {
        private int held;

        public boolean tryAcquire() {
            return acquireForAMoment(1);
        }

        public boolean acquireForAMoment(int permits) {
            if (PERMITS - held < permits) {
                return false;
            }
            held += permits;
            return true;
        }

        public boolean release(int permits) {
            if (held < permits) {
                return false;
            }
            held -= permits;
            return true;
        }

        public int available() {
            return PERMITS - held;
        }
    }
}
