package io.furcula.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class SemaphoreTest {

    @Test
    void noMoreAreAcquiredThanThereAre() throws Exception {
        Semaphore semaphore = Semaphore.create(2);
        semaphore.acquire();
        assertThat(semaphore.tryAcquire(2)).isFalse();
        assertThat(semaphore.tryAcquire()).isTrue();
        assertThat(semaphore.tryAcquire(Background.MOMENT)).isFalse();
        Background<Boolean> waiter =
                Background.start(() -> semaphore.tryAcquire(Background.LIMIT)).waits();
        semaphore.release();
        assertThat(waiter.result()).isTrue();
        assertThat(semaphore.availablePermits()).isZero();
    }

    @Test
    void permitsAreCountsThatAnyoneReleases() throws Exception {
        Semaphore signal = Semaphore.create(0);
        Background<Boolean> waiter =
                Background.start(() -> signal.tryAcquire(3, Background.LIMIT)).waits();
        signal.release();
        waiter.waits();
        signal.release(2);
        assertThat(waiter.result()).isTrue();
        signal.release(Integer.MAX_VALUE);
        assertThatThrownBy(signal::release).isInstanceOf(IllegalStateException.class);
        assertThat(signal.availablePermits()).isEqualTo(Integer.MAX_VALUE);
    }

    /** A release is not spent on one that needs more, while one that needs no more goes on waiting. */
    @Test
    void oneThatNeedsManyIsNotInTheWayOfOneThatNeedsOne() throws Exception {
        Semaphore semaphore = Semaphore.create(0);
        Background<Boolean> many = Background.start(() -> semaphore.tryAcquire(5, Background.LIMIT))
                .waits();
        Background<Boolean> one =
                Background.start(() -> semaphore.tryAcquire(Background.LIMIT)).waits();
        semaphore.release();
        assertThat(one.result()).isTrue();
        semaphore.release(5);
        assertThat(many.result()).isTrue();
    }

    @Test
    void interruptEndsAWaitAndAcquiresNothing() throws Exception {
        Semaphore semaphore = Semaphore.create(0);
        Background<Boolean> waiter =
                Background.start(() -> semaphore.tryAcquire(Background.LIMIT)).waits();
        waiter.interrupt();
        assertThatThrownBy(waiter::result).isInstanceOf(InterruptedException.class);
        semaphore.release();
        assertThat(semaphore.availablePermits()).isEqualTo(1);
    }

    @Test
    void threadsNeverHaveMoreThanThereAre() throws Exception {
        Semaphore semaphore = Semaphore.create(3);
        AtomicInteger inside = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        List<Background<Boolean>> all = new ArrayList<>();
        for (int t = 0; t < 6; t++) {
            all.add(Background.start(() -> {
                for (int i = 0; i < 3_000; i++) {
                    semaphore.acquire();
                    most.accumulateAndGet(inside.incrementAndGet(), Math::max);
                    inside.decrementAndGet();
                    semaphore.release();
                }
                return true;
            }));
        }
        for (Background<Boolean> one : all) {
            assertThat(one.result()).isTrue();
        }
        assertThat(most.get()).isBetween(1, 3);
        assertThat(semaphore.availablePermits()).isEqualTo(3);
    }

    @Test
    void wrongNumbersAreRefused() {
        assertThatThrownBy(() -> Semaphore.create(-1)).isInstanceOf(IllegalArgumentException.class);
        Semaphore semaphore = Semaphore.create(1);
        assertThatThrownBy(() -> semaphore.release(-1))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> semaphore.tryAcquire(-1, Duration.ZERO))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
