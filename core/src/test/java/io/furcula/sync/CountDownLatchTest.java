package io.furcula.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class CountDownLatchTest {

    @Test
    void isOpenOnceItWasCountedDown() throws Exception {
        CountDownLatch latch = CountDownLatch.create(2);
        Background<Boolean> waiter =
                Background.start(() -> latch.await(Background.LIMIT)).waits();
        latch.countDown();
        assertThat(latch.getCount()).isEqualTo(1);
        waiter.waits();
        latch.countDown();
        assertThat(waiter.result()).isTrue();
        latch.countDown();
        assertThat(latch.getCount()).isZero();
        latch.await();
    }

    @Test
    void timeAndInterruptEndAWait() throws Exception {
        CountDownLatch latch = CountDownLatch.create(1);
        assertThat(latch.await(Background.MOMENT)).isFalse();
        Background<Boolean> waiter =
                Background.start(() -> latch.await(Background.LIMIT)).waits();
        waiter.interrupt();
        assertThatThrownBy(waiter::result).isInstanceOf(InterruptedException.class);
        assertThat(CountDownLatch.create(0).await(Duration.ZERO)).isTrue();
        assertThatThrownBy(() -> CountDownLatch.create(-1))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
