package io.furcula.stress;

import io.furcula.sync.CountDownLatch;
import io.furcula.sync.Event;
import org.jetbrains.lincheck.datastructures.Operation;
import org.junit.jupiter.api.Test;

/** What is waited for has happened when the wait ends. */
class EventStressTest {

    private static final int COUNT = 3;

    @Test
    void anEventIsSetOrNot() {
        Histories.check(Set.class, Flag.class, 2);
    }

    @Test
    void aLatchOpensOnce() {
        Histories.check(Latch.class, Countdown.class, 2);
    }

    public static class Set {
        private final Event event = Event.create();

        @Operation
        public void set() {
            event.set();
        }

        @Operation
        public void clear() {
            event.clear();
        }

        @Operation
        public boolean isSet() {
            return event.isSet();
        }

        @Operation
        public boolean awaitForAMoment() throws InterruptedException {
            return event.await(Histories.MOMENT);
        }
    }

    /** The same for one thread. */
    public static class Flag {
        private boolean set;

        public void set() {
            set = true;
        }

        public void clear() {
            set = false;
        }

        public boolean isSet() {
            return set;
        }

        public boolean awaitForAMoment() {
            return set;
        }
    }

    public static class Latch {
        private final CountDownLatch latch = CountDownLatch.create(COUNT);

        @Operation
        public void countDown() {
            latch.countDown();
        }

        @Operation
        public long getCount() {
            return latch.getCount();
        }

        @Operation
        public boolean awaitForAMoment() throws InterruptedException {
            return latch.await(Histories.MOMENT);
        }
    }

    /** The same for one thread. */
    public static class Countdown {
        private long count = COUNT;

        public void countDown() {
            count = Math.max(0, count - 1);
        }

        public long getCount() {
            return count;
        }

        public boolean awaitForAMoment() {
            return count == 0;
        }
    }
}
