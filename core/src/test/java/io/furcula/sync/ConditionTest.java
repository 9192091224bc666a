package io.furcula.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.furcula.internal.shared.SharedBlock;
import io.furcula.internal.shared.SharedLock;
import io.furcula.internal.shared.Words;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
@SuppressWarnings({"LockNotBeforeTry", "WaitNotInLoop", "JavaUtilDate"
}) // what one call does is what is tested
class ConditionTest {

    private static Lock lock(boolean reentrant) {
        return reentrant ? Lock.reentrant() : Lock.create();
    }

    private static Background<Boolean> waiter(Condition condition) {
        return Background.start(() -> {
            condition.lock().lock();
            if (condition.lock() instanceof SharedLock lock && lock.tryLock()) {
                return held(condition, lock); // twice
            }
            return held(condition, condition.lock());
        });
    }

    private static boolean held(Condition condition, Lock lock) throws InterruptedException {
        try {
            return condition.await(Background.LIMIT);
        } finally {
            while (lock.isHeldByCurrentThread()) {
                lock.unlock();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void waiterGivesTheLockUpAndHasItAgain(boolean reentrant) throws Exception {
        Condition condition = lock(reentrant).newCondition();
        Background<Boolean> waiter = waiter(condition).waits();
        try (Lock.Held held = condition.lock().hold(Background.LIMIT)) {
            condition.signal();
            waiter.waits(); // for the lock
        }
        assertThat(waiter.result()).isTrue();
        assertThat(condition.lock().isLocked()).isFalse();
    }

    @Test
    void allAreWokenAndNoneWithoutAReason() throws Exception {
        Lock lock = Lock.create();
        Condition condition = lock.newCondition();
        List<Background<Boolean>> waiters = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            waiters.add(waiter(condition).waits());
        }
        try (Lock.Held held = lock.hold()) {
            condition.signalAll();
        }
        for (Background<Boolean> waiter : waiters) {
            assertThat(waiter.result()).isTrue();
        }
        try (Lock.Held held = lock.hold()) {
            assertThat(condition.await(Background.MOMENT)).isFalse();
            assertThat(condition.await(20, TimeUnit.MILLISECONDS)).isFalse();
            assertThat(condition.awaitNanos(1_000)).isNotPositive();
            assertThat(condition.awaitUntil(new Date(System.currentTimeMillis() + 20)))
                    .isFalse();
            assertThat(condition.await(() -> false, Background.MOMENT)).isFalse();
            assertThat(condition.await(() -> true, Duration.ZERO)).isTrue();
        }
    }

    /** The one that is woken at once may be killed before it does its part. */
    @Test
    void signalToOneReachesTheOthersToo() throws Exception {
        Lock lock = Lock.create();
        Condition condition = lock.newCondition();
        Background<Boolean> one = waiter(condition).waits();
        Background<Boolean> two = waiter(condition).waits();
        try (Lock.Held held = lock.hold()) {
            condition.signal();
        }
        assertThat(one.result()).isTrue();
        assertThat(two.result()).isTrue();
    }

    @Test
    void withoutTheLockNothingIsDone() {
        Condition condition = Lock.create().newCondition();
        assertThatThrownBy(condition::await).isInstanceOf(IllegalMonitorStateException.class);
        assertThatThrownBy(condition::signal)
                .isInstanceOf(IllegalMonitorStateException.class)
                .hasMessageContaining("it is free");
        assertThatThrownBy(condition::signalAll).isInstanceOf(IllegalMonitorStateException.class);
    }

    @Test
    void interruptEndsAWaitWithTheLockHeld() throws Exception {
        Condition condition = Lock.create().newCondition();
        Background<Boolean> waiter = Background.start(() -> {
                    condition.lock().lock();
                    try {
                        condition.await();
                        return false;
                    } catch (InterruptedException e) {
                        boolean held = condition.lock().isHeldByCurrentThread();
                        condition.lock().unlock();
                        return held;
                    }
                })
                .waits();
        waiter.interrupt();
        assertThat(waiter.result()).isTrue();
    }

    @Test
    void holderThatDiesMeanwhileIsTold() throws Exception {
        SharedBlock block = SharedBlock.allocate(Long.BYTES);
        Lock lock = new SharedLock(block, false);
        Condition condition = lock.newCondition();
        Background<Boolean> waiter = Background.start(() -> {
                    lock.lock();
                    try {
                        condition.await(Background.LIMIT);
                        return false;
                    } catch (OwnerDiedException e) {
                        return lock.isHeldByCurrentThread();
                    } finally {
                        lock.unlock();
                    }
                })
                .waits();
        lock.lock();
        condition.signal();
        Words.longVolatile(block.region().bytes(), block.offset(), Background.deadOwner());
        assertThat(waiter.result()).isTrue();
    }

    @Test
    void messagesPassFromHandToHand() throws Exception {
        Lock lock = Lock.reentrant();
        Condition changed = lock.newCondition();
        AtomicInteger slot = new AtomicInteger();
        int messages = 5_000;
        Background<Integer> producer = Background.start(() -> {
            for (int i = 1; i <= messages; i++) {
                try (Lock.Held held = lock.hold()) {
                    assertThat(changed.await(() -> slot.get() == 0, Background.LIMIT))
                            .isTrue();
                    slot.set(i);
                    changed.signal();
                }
            }
            return messages;
        });
        for (int i = 1; i <= messages; i++) {
            try (Lock.Held held = lock.hold()) {
                assertThat(changed.await(() -> slot.get() != 0, Background.LIMIT))
                        .isTrue();
                assertThat(slot.getAndSet(0)).isEqualTo(i);
                changed.signal();
            }
        }
        assertThat(producer.result()).isEqualTo(messages);
    }

    @Test
    void reentrantLockIsFreeOnceItWasGivenBackAsOften() throws Exception {
        Lock lock = Lock.reentrant();
        lock.lock();
        lock.lockInterruptibly();
        assertThat(lock.tryLock()).isTrue();
        assertThat(lock.tryLock(Duration.ZERO)).isTrue();
        for (int i = 0; i < 4; i++) {
            assertThat(Background.start(lock::tryLock).result()).isFalse();
            assertThat(lock.isHeldByCurrentThread()).isTrue();
            lock.unlock();
        }
        assertThat(lock.isLocked()).isFalse();
        assertThatThrownBy(lock::unlock).isInstanceOf(IllegalMonitorStateException.class);
        assertThat(Background.start(lock::tryLock).result()).isTrue();
    }
}
