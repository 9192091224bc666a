package io.furcula.stress;

import static org.assertj.core.api.Assertions.assertThat;

import io.furcula.sync.Barrier;
import java.time.Duration;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.TimeoutException;
import org.jetbrains.lincheck.datastructures.Operation;
import org.junit.jupiter.api.Test;

/** Nobody passes a barrier before all are there; and one that broke stays so until it is reset. */
class BarrierStressTest {

    private static final int PARTIES = 3;
    private static final int ROUNDS = 500 * Histories.FACTOR;

    @Test
    void nobodyPassesBeforeAllAreThere() throws Exception {
        Barrier barrier = Barrier.create(PARTIES);
        int[] rounds = new int[PARTIES]; // plain: the barrier makes them seen
        int[] last = new int[PARTIES];
        Crowd crowd = new Crowd();
        for (int party = 0; party < PARTIES; party++) {
            int me = party;
            crowd.with("party " + party, () -> {
                for (int round = 1; round <= ROUNDS; round++) {
                    rounds[me] = round;
                    last[me] += barrier.await() == 0 ? 1 : 0;
                    for (int other : rounds) {
                        assertThat(other).isEqualTo(round);
                    }
                    barrier.await(); // so that nobody begins the next round meanwhile
                }
            });
        }
        crowd.run();
        assertThat(last[0] + last[1] + last[2]).as("each time one was the last").isEqualTo(ROUNDS);
    }

    @Test
    void itIsBrokenUntilItIsReset() {
        Histories.check(Operations.class, Specification.class, 2);
    }

    /** A wait for other parties can only be described for those who do not wait: they break it. */
    public static class Operations {
        private final Barrier barrier = Barrier.create(PARTIES);

        @Operation
        public String await() throws InterruptedException {
            try {
                return "passed as " + barrier.await(Duration.ZERO);
            } catch (TimeoutException e) {
                return "broke it";
            } catch (BrokenBarrierException e) {
                return "broken";
            }
        }

        @Operation
        public void reset() {
            barrier.reset();
        }

        @Operation
        public boolean isBroken() {
            return barrier.isBroken();
        }

        @Operation
        public int waiting() {
            return barrier.waiting();
        }
    }

    /** The same for one thread. */
    public static class Specification {
        private boolean broken;

        public String await() {
            String found = broken ? "broken" : "broke it";
            broken = true;
            return found;
        }

        public void reset() {
            broken = false;
        }

        public boolean isBroken() {
            return broken;
        }

        public int waiting() {
            return 0;
        }
    }
}
