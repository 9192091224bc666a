package io.furcula.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class EventTest {

    @Test
    void isWaitedForUntilItIsSet() throws Exception {
        Event event = Event.create();
        assertThat(event.await(Duration.ZERO)).isFalse();
        Background<Boolean> one =
                Background.start(() -> event.await(Background.LIMIT)).waits();
        Background<Boolean> two = Background.start(() -> {
                    event.await();
                    return true;
                })
                .waits();
        long start = System.nanoTime();
        event.set();
        assertThat(one.result()).isTrue();
        assertThat(two.result()).isTrue();
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(1));
        assertThat(event.await(Duration.ZERO)).isTrue();
        event.set();
        event.clear();
        assertThat(event.isSet()).isFalse();
        assertThat(event.await(Background.MOMENT)).isFalse();
    }

    @Test
    void waiterAnswersAnInterrupt() throws Exception {
        Event event = Event.create();
        Background<Boolean> waiter =
                Background.start(() -> event.await(Background.LIMIT)).waits();
        waiter.interrupt();
        assertThatThrownBy(waiter::result).isInstanceOf(InterruptedException.class);
        Thread.currentThread().interrupt();
        assertThatThrownBy(event::await).isInstanceOf(InterruptedException.class);
    }
}
