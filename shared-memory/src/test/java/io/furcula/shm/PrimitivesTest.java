package io.furcula.shm;

import static org.assertj.core.api.Assertions.assertThat;

import io.furcula.Array;
import io.furcula.LongArray;
import io.furcula.Queue;
import io.furcula.internal.shared.RobustLock;
import io.furcula.internal.shared.SegmentHeader;
import io.furcula.internal.shared.Segments;
import io.furcula.spi.Region;
import io.furcula.spi.Segment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The core's locks, queues and arrays on each kind of shared memory, in one JVM. */
class PrimitivesTest {

    private static final int THREADS = 4;
    private static final int ROUNDS = 2_000;

    @ParameterizedTest
    @EnumSource
    void aLockExcludes(Kind kind) throws Exception {
        kind.use(() -> {
            Segment segment = Segments.create(SegmentHeader.TYPE_ARRAY, 4096);
            Region region = segment.map(0, 4096);
            int counter = 256;
            inThreads(() -> {
                RobustLock lock = new RobustLock(region, 128);
                for (int i = 0; i < ROUNDS; i++) {
                    assertThat(lock.lock()).isEqualTo(RobustLock.ACQUIRED);
                    int value = region.bytes().getInt(counter);
                    region.bytes().putInt(counter, value + 1);
                    lock.unlock();
                }
                return null;
            });
            assertThat(region.bytes().getInt(counter)).isEqualTo(THREADS * ROUNDS);
            Segments.close(segment);
        });
    }

    @ParameterizedTest
    @EnumSource
    void aBoundedQueueLosesNothing(Kind kind) throws Exception {
        kind.use(() -> {
            try (Queue<Integer> queue = Queue.create(3)) {
                FutureTask<Long> sum = new FutureTask<>(() -> {
                    long total = 0;
                    for (int i = 0; i < ROUNDS; i++) {
                        total += queue.take();
                    }
                    return total;
                });
                new Thread(sum).start();
                for (int i = 0; i < ROUNDS; i++) {
                    assertThat(queue.offer(i, Await.DEADLINE)).isTrue();
                }
                assertThat(sum.get(60, TimeUnit.SECONDS))
                        .isEqualTo((long) ROUNDS * (ROUNDS - 1) / 2);
                assertThat(queue.poll(Duration.ofMillis(1))).isNull();
            }
        });
    }

    @ParameterizedTest
    @EnumSource
    void aQueueGrowsWithItsMessages(Kind kind) throws Exception {
        kind.use(() -> {
            try (Queue<byte[]> queue = Queue.create()) {
                byte[] message = new byte[300_000];
                message[299_999] = 7;
                for (int i = 0; i < 20; i++) {
                    queue.put(message);
                }
                for (int i = 0; i < 20; i++) {
                    assertThat(queue.poll(Await.DEADLINE)).isEqualTo(message);
                }
            }
        });
    }

    @ParameterizedTest
    @EnumSource
    void anArrayIsOneForAll(Kind kind) throws Exception {
        kind.use(() -> {
            try (LongArray array = Array.ofLongs(100_000)) {
                array.set(99_999, 7);
                assertThat(array.get(99_999)).isEqualTo(7);
                inThreads(() -> {
                    for (int i = 0; i < ROUNDS; i++) {
                        array.lock().lock();
                        try {
                            array.set(0, array.get(0) + 1);
                        } finally {
                            array.lock().unlock();
                        }
                    }
                    return null;
                });
                assertThat(array.get(0)).isEqualTo((long) THREADS * ROUNDS);
            }
        });
    }

    private interface Work {
        Void run() throws Exception;
    }

    private static void inThreads(Work work) throws Exception {
        List<FutureTask<Void>> tasks = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            FutureTask<Void> task = new FutureTask<>(work::run);
            tasks.add(task);
            new Thread(task).start();
        }
        for (FutureTask<Void> task : tasks) {
            try {
                task.get(60, TimeUnit.SECONDS);
            } catch (ExecutionException e) {
                throw new AssertionError(e.getCause());
            }
        }
    }
}
