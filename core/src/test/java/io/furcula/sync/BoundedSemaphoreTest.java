package io.furcula.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.furcula.internal.shared.OwnerWord;
import io.furcula.internal.shared.Words;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class BoundedSemaphoreTest {

    private static final int FIRST_SLOT = 8;
    private static final int SLOT_BYTES = 16;

    /** What another process has left behind. */
    private static void writeSlot(BoundedSemaphore semaphore, int slot, long owner, long count) {
        int at = semaphore.at(FIRST_SLOT + slot * SLOT_BYTES);
        Words.longVolatile(semaphore.words, at, owner);
        Words.longVolatile(semaphore.words, at + Long.BYTES, count);
    }

    @Test
    void noMoreAreReleasedThanAreHeld() throws Exception {
        BoundedSemaphore semaphore = BoundedSemaphore.create(3);
        assertThatThrownBy(semaphore::release)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("does not hold 1 permit");
        semaphore.acquire();
        semaphore.acquire(2);
        assertThat(semaphore.tryAcquire()).isFalse();
        assertThat(semaphore.tryAcquire(Background.MOMENT)).isFalse();
        assertThatThrownBy(() -> semaphore.release(4)).isInstanceOf(IllegalStateException.class);
        semaphore.release(2);
        assertThat(semaphore.availablePermits()).isEqualTo(2);
        semaphore.release();
        assertThat(semaphore).hasToString("BoundedSemaphore[3 of 3 permits]");
        assertThatThrownBy(semaphore::release).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void waiterGetsWhatIsReleased() throws Exception {
        BoundedSemaphore semaphore = BoundedSemaphore.create(1);
        semaphore.acquire();
        Background<Boolean> waiter =
                Background.start(() -> semaphore.tryAcquire(Background.LIMIT)).waits();
        semaphore.release();
        assertThat(waiter.result()).isTrue();
        Background<Boolean> next =
                Background.start(() -> semaphore.tryAcquire(Background.LIMIT)).waits();
        next.interrupt();
        assertThatThrownBy(next::result).isInstanceOf(InterruptedException.class);
        semaphore.release();
        assertThat(semaphore.availablePermits()).isEqualTo(1);
    }

    @Test
    void permitsOfTheDeadComeBack() throws Exception {
        BoundedSemaphore semaphore = BoundedSemaphore.create(4);
        writeSlot(semaphore, 0, Background.deadOwner(), 3);
        semaphore.acquire();
        assertThat(semaphore.tryAcquire())
                .as("nobody has looked for the dead yet")
                .isFalse();
        long start = System.nanoTime();
        assertThat(semaphore.tryAcquire(3, Background.LIMIT)).isTrue();
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(1));
        semaphore.release(4);
        assertThat(semaphore.availablePermits()).isEqualTo(4);
    }

    /** Killed after it has written how many it takes, before it has said who it is. */
    @Test
    void halfWrittenSlotIsFree() throws Exception {
        BoundedSemaphore semaphore = BoundedSemaphore.create(2);
        writeSlot(semaphore, 0, OwnerWord.NONE, 2);
        assertThat(semaphore.availablePermits()).isEqualTo(2);
        semaphore.acquire(2);
        semaphore.release();
        assertThat(semaphore.availablePermits()).isEqualTo(1);
    }

    /** Killed while it held the lock of the block itself. */
    @Test
    void lockOfTheBlockIsTakenOverFromTheDead() throws Exception {
        BoundedSemaphore semaphore = BoundedSemaphore.create(1);
        int lock = semaphore.at(-SharedPrimitive.STATE_OFFSET);
        Words.longVolatile(semaphore.words, lock, Background.deadOwner());
        assertThat(semaphore.tryAcquire(Background.LIMIT)).isTrue();
    }

    @Test
    void wrongNumbersAreRefused() {
        assertThatThrownBy(() -> BoundedSemaphore.create(0))
                .isInstanceOf(IllegalArgumentException.class);
        BoundedSemaphore semaphore = BoundedSemaphore.create(2);
        assertThatThrownBy(() -> semaphore.acquire(3))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("not between 1 and 2");
        assertThatThrownBy(() -> semaphore.release(0)).isInstanceOf(IllegalArgumentException.class);
    }
}
