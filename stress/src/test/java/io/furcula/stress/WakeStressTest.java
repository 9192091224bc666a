package io.furcula.stress;

import static org.assertj.core.api.Assertions.assertThat;

import io.furcula.LongValue;
import io.furcula.Queue;
import io.furcula.Value;
import io.furcula.internal.shared.Deadline;
import io.furcula.internal.shared.FaultPoint;
import io.furcula.internal.shared.SegmentHeader;
import io.furcula.internal.shared.Segments;
import io.furcula.internal.shared.Signal;
import io.furcula.spi.Region;
import io.furcula.spi.Segment;
import io.furcula.sync.Condition;
import io.furcula.sync.Lock;
import io.furcula.sync.Semaphore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * No wake is lost. If one were, its sleeper would look again 50 ms later: so many rounds would take longer than they
 * may. Threads stay at every step, so that what can get lost between two of them does so often.
 */
class WakeStressTest {

    private static final int ROUNDS = 2_000 * Histories.FACTOR;
    private static final int LONGEST_STAY = 2_000;
    private static final int SIZE_BYTES = 4096;
    private static final int OFFSET = 1024;

    @BeforeEach
    void stayAtEveryStep() {
        FaultPoint.visit(step -> stay());
    }

    @AfterEach
    void stayNowAndThen() {
        Histories.visitSteps();
    }

    private static void stay() {
        Histories.stay(1, LONGEST_STAY);
    }

    @Test
    void aSignalWakesWhoWaitsForIt() throws Exception {
        Segment segment = Segments.create(SegmentHeader.TYPE_ARRAY, SIZE_BYTES);
        try (LongValue turn = Value.ofLong(0)) {
            Region region = segment.map(0, SIZE_BYTES);
            Crowd crowd = new Crowd();
            for (int me = 0; me < 2; me++) {
                Signal signal = new Signal(region, OFFSET);
                int mine = me;
                crowd.with("player " + me, () -> {
                    for (int i = 0; i < ROUNDS; i++) {
                        signal.awaitUntil(() -> isTurnOf(mine, turn), Deadline.NEVER);
                        turn.incrementAndGet();
                        signal.raise(1);
                    }
                });
            }
            crowd.run();
            assertThat(turn.get()).isEqualTo(2L * ROUNDS);
        } finally {
            Segments.close(segment);
        }
    }

    /** Stays after it has looked: what happens then has to end the wait that follows. */
    private static boolean isTurnOf(int player, LongValue turn) {
        boolean mine = turn.get() % 2 == player;
        Histories.stay(2, 10 * LONGEST_STAY);
        return mine;
    }

    @Test
    void aPermitWakesWhoWaitsForIt() throws Exception {
        Semaphore there = Semaphore.create(0);
        Semaphore back = Semaphore.create(0);
        new Crowd()
                .with("first", () -> {
                    for (int i = 0; i < ROUNDS; i++) {
                        there.release();
                        back.acquire();
                    }
                })
                .with("second", () -> {
                    for (int i = 0; i < ROUNDS; i++) {
                        there.acquire();
                        back.release();
                    }
                })
                .run();
        assertThat(there.availablePermits() + back.availablePermits()).isZero();
    }

    @Test
    void aConditionWakesWhoWaitsForIt() throws Exception {
        Lock lock = Lock.create();
        Condition changed = lock.newCondition();
        int[] turn = new int[1];
        Crowd crowd = new Crowd();
        for (int me = 0; me < 2; me++) {
            int mine = me;
            crowd.with("player " + me, () -> {
                for (int i = 0; i < ROUNDS; i++) {
                    try (Lock.Held held = lock.hold()) {
                        while (turn[0] % 2 != mine) {
                            changed.await();
                        }
                        turn[0]++;
                        changed.signal();
                    }
                }
            });
        }
        crowd.run();
        assertThat(turn[0]).isEqualTo(2 * ROUNDS);
    }

    @Test
    void aMessageWakesWhoWaitsForIt() throws Exception {
        try (Queue<Integer> there = Queue.create(1);
                Queue<Integer> back = Queue.create(1)) {
            new Crowd()
                    .with("first", () -> {
                        for (int i = 0; i < ROUNDS; i++) {
                            there.put(i);
                            assertThat(back.take()).isEqualTo(i);
                        }
                    })
                    .with("second", () -> {
                        for (int i = 0; i < ROUNDS; i++) {
                            back.put(there.take());
                        }
                    })
                    .run();
        }
    }
}
