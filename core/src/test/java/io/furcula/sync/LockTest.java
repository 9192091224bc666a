package io.furcula.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.furcula.internal.shared.OwnerWord;
import io.furcula.internal.shared.RobustLock;
import io.furcula.internal.shared.SharedBlock;
import io.furcula.internal.shared.Words;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
@SuppressWarnings("LockNotBeforeTry") // locks that are not given back are what is tested
class LockTest {

    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final Duration MOMENT = Duration.ofMillis(20);

    @Test
    void onlyTheHolderGivesItBack() throws Exception {
        Lock lock = Lock.create();
        assertThatThrownBy(lock::unlock)
                .isInstanceOf(IllegalMonitorStateException.class)
                .hasMessageContaining("free");
        lock.lock();
        assertThat(lock.owner())
                .map(Owner::pid)
                .contains(ProcessHandle.current().pid());
        ExecutorService other = Executors.newSingleThreadExecutor();
        try {
            Future<?> unlock = other.submit(lock::unlock);
            assertThatThrownBy(() -> unlock.get(LIMIT.toSeconds(), TimeUnit.SECONDS))
                    .hasCauseInstanceOf(IllegalMonitorStateException.class);
            Future<Boolean> taken = other.submit(() -> lock.tryLock(MOMENT));
            assertThat(taken.get(LIMIT.toSeconds(), TimeUnit.SECONDS)).isFalse();
        } finally {
            other.shutdownNow();
        }
        lock.unlock();
        assertThat(lock.isLocked()).isFalse();
    }

    @Test
    void takingItTwiceIsAnErrorAndNoHang() {
        Lock lock = Lock.create();
        lock.lock();
        assertThatThrownBy(lock::lock)
                .isInstanceOf(IllegalMonitorStateException.class)
                .hasMessageContaining("not reentrant");
        assertThat(lock.tryLock()).isFalse();
        lock.unlock();
    }

    @Test
    void heldForABlockIsGivenBack() throws Exception {
        Lock lock = Lock.create();
        try (Lock.Held held = lock.hold(LIMIT)) {
            assertThat(lock.isLocked()).isTrue();
        }
        assertThat(lock.isLocked()).isFalse();
        lock.lock();
        ExecutorService other = Executors.newSingleThreadExecutor();
        try {
            Future<?> hold = other.submit(() -> lock.hold(MOMENT));
            assertThatThrownBy(() -> hold.get(LIMIT.toSeconds(), TimeUnit.SECONDS))
                    .hasCauseInstanceOf(TimeoutException.class);
        } finally {
            other.shutdownNow();
            lock.unlock();
        }
    }

    @Test
    void waiterAnswersAnInterrupt() throws Exception {
        Lock lock = Lock.create();
        lock.lock();
        ExecutorService other = Executors.newSingleThreadExecutor();
        try {
            CountDownLatch started = new CountDownLatch(1);
            Future<Boolean> waiting = other.submit(() -> {
                started.countDown();
                return lock.tryLock(LIMIT);
            });
            started.await();
            other.shutdownNow();
            assertThatThrownBy(() -> waiting.get(LIMIT.toSeconds(), TimeUnit.SECONDS))
                    .hasCauseInstanceOf(InterruptedException.class);
        } finally {
            lock.unlock();
        }
    }

    @Test
    void threadsExcludeOneAnother() throws Exception {
        Lock lock = Lock.create();
        int[] counter = new int[1];
        CountDownLatch done = new CountDownLatch(4);
        for (int t = 0; t < 4; t++) {
            new Thread(() -> {
                        for (int i = 0; i < 20_000; i++) {
                            lock.lock();
                            counter[0]++;
                            lock.unlock();
                        }
                        done.countDown();
                    })
                    .start();
        }
        done.await();
        assertThat(counter[0]).isEqualTo(80_000);
    }

    @Test
    void deadHolderIsFoundAndTold() throws Exception {
        SharedBlock block = SharedBlock.allocate(Long.BYTES);
        RobustLock lock = new RobustLock(block.region(), block.offset());
        java.lang.Process dead = new ProcessBuilder("true").start();
        dead.waitFor();
        long owner = dead.pid() << 40 | 1 << 18; // a process that is gone
        Words.longVolatile(block.region().bytes(), block.offset(), owner);
        long start = System.nanoTime();
        assertThat(lock.lockInterruptibly(LIMIT.toNanos())).isEqualTo(owner);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(2));
        assertThat(lock.owner()).isEqualTo(OwnerWord.selfThread());
        lock.unlock();
    }

    @Test
    void ownerOfAnEarlierProcessWithTheSameIdIsDead() {
        long self = OwnerWord.self();
        assertThat(OwnerWord.isAlive(self)).isTrue();
        assertThat(OwnerWord.pid(self)).isEqualTo(ProcessHandle.current().pid());
        assertThat(OwnerWord.isAlive(self ^ 1L << 18)).isFalse(); // another start time
    }
}
