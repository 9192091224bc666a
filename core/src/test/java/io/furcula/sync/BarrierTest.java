package io.furcula.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.furcula.internal.shared.Words;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class BarrierTest {

    private static final int RESETS = 24;
    private static final int ARRIVALS = 88;

    private static void writeArrival(Barrier barrier, int place, long owner) {
        Words.longVolatile(barrier.words, barrier.at(ARRIVALS + place * Long.BYTES), owner);
    }

    private static Background<Integer> party(Barrier barrier) {
        return Background.start(() -> barrier.await(Background.LIMIT));
    }

    @Test
    void allPartiesPassTogether() throws Exception {
        Barrier barrier = Barrier.create(3);
        Background<Integer> first = party(barrier).waits();
        Background<Integer> second = party(barrier).waits();
        assertThat(barrier.waiting()).isEqualTo(2);
        assertThat(barrier.await()).isZero();
        assertThat(first.result()).isEqualTo(2);
        assertThat(second.result()).isEqualTo(1);
        assertThat(barrier.waiting()).isZero();
    }

    @Test
    void isPassedIfWhoWasToResetItIsKilledBeforeItHas() throws Exception {
        Barrier barrier = Barrier.create(2);
        Background<Integer> first = party(barrier).waits();
        Words.longVolatile(barrier.words, barrier.at(RESETS), 1); // of generation 0
        assertThat(barrier.await()).isZero();
        assertThat(first.result()).isEqualTo(1);
    }

    @Test
    void isPassedAgainAndAgain() throws Exception {
        int parties = 3;
        int rounds = 2_000;
        Barrier barrier = Barrier.create(parties);
        AtomicInteger arrived = new AtomicInteger();
        List<Background<Integer>> all = new ArrayList<>();
        for (int p = 0; p < parties; p++) {
            all.add(Background.start(() -> {
                int last = 0;
                for (int round = 1; round <= rounds; round++) {
                    arrived.incrementAndGet();
                    last += barrier.await(Background.LIMIT) == 0 ? 1 : 0;
                    assertThat(arrived.get()).isGreaterThanOrEqualTo(round * parties);
                }
                return last;
            }));
        }
        int last = 0;
        for (Background<Integer> one : all) {
            last += one.result();
        }
        assertThat(last).as("one of each round is the last").isEqualTo(rounds);
    }

    @Test
    void timeAndInterruptBreakIt() throws Exception {
        Barrier barrier = Barrier.create(3);
        Background<Integer> other = party(barrier).waits();
        assertThatThrownBy(() -> barrier.await(Background.MOMENT))
                .isInstanceOf(TimeoutException.class)
                .hasMessageContaining("of 3 parties not all were here");
        assertThatThrownBy(other::result).isInstanceOf(BrokenBarrierException.class);
        assertThat(barrier.isBroken()).isTrue();
        assertThat(barrier.waiting()).isZero();
        assertThatThrownBy(barrier::await).isInstanceOf(BrokenBarrierException.class);
        barrier.reset();
        Background<Integer> interrupted = party(barrier).waits();
        Background<Integer> another = party(barrier).waits();
        interrupted.interrupt();
        assertThatThrownBy(interrupted::result).isInstanceOf(InterruptedException.class);
        assertThatThrownBy(another::result).isInstanceOf(BrokenBarrierException.class);
        barrier.reset();
        allPass(barrier);
    }

    private static void allPass(Barrier barrier) throws Exception {
        List<Background<Integer>> all = new ArrayList<>();
        for (int p = 0; p < barrier.parties(); p++) {
            all.add(party(barrier));
        }
        for (Background<Integer> one : all) {
            one.result();
        }
    }

    @Test
    void resetTellsThoseWhoWait() throws Exception {
        Barrier barrier = Barrier.create(2);
        Background<Integer> waiter = party(barrier).waits();
        barrier.reset();
        assertThatThrownBy(waiter::result)
                .isInstanceOf(BrokenBarrierException.class)
                .hasMessageContaining("reset");
        barrier.reset();
        allPass(barrier);
        assertThat(barrier).hasToString("Barrier[0 of 2 wait]");
    }

    @Test
    void deathOfAPartyIsToldToTheOthersByName() throws Exception {
        Barrier barrier = Barrier.create(3);
        long dead = Background.deadOwner();
        writeArrival(barrier, 0, dead);
        long start = System.nanoTime();
        assertThatThrownBy(() -> barrier.await(Background.LIMIT))
                .isInstanceOfSatisfying(
                        PartyDiedException.class,
                        e -> assertThat(e.party().pid()).isEqualTo(dead >>> 40))
                .hasMessageContaining("FUR-402");
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(1));
        assertThatThrownBy(barrier::await).isInstanceOf(PartyDiedException.class);
        barrier.reset();
        allPass(barrier);
    }

    @Test
    void lastPartyDoesNotPassWithTheDead() throws Exception {
        Barrier barrier = Barrier.create(2);
        writeArrival(barrier, 0, Background.deadOwner());
        assertThatThrownBy(barrier::await).isInstanceOf(PartyDiedException.class);
    }

    /** Killed between its arrival and the store that lets all pass. */
    @Test
    void lastPartyThatIsKilledBeforeAllCouldPassBreaksIt() throws Exception {
        Barrier barrier = Barrier.create(2);
        Background<Integer> first = party(barrier).waits();
        writeArrival(barrier, 1, Background.deadOwner());
        assertThatThrownBy(first::result).isInstanceOf(PartyDiedException.class);
        barrier.reset();
        writeArrival(barrier, 2, Background.deadOwner()); // the second generation's table
        writeArrival(barrier, 3, Background.deadOwner());
        assertThatThrownBy(barrier::await).isInstanceOf(PartyDiedException.class);
    }

    @Test
    void wrongNumbersAreRefused() throws Exception {
        assertThatThrownBy(() -> Barrier.create(0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Barrier.create(5000)).isInstanceOf(IllegalArgumentException.class);
        assertThat(Barrier.create(1).await()).isZero();
    }
}
