package io.furcula;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.furcula.internal.codec.Codec;
import io.furcula.internal.shared.Segments;
import io.furcula.internal.shared.Transfer;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class QueueTest {

    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final Duration MOMENT = Duration.ofMillis(20);

    @Test
    void messagesLeaveInTheOrderTheyCame() throws Exception {
        try (Queue<Integer> queue = Queue.create()) {
            for (int i = 0; i < 10_000; i++) {
                queue.put(i);
            }
            assertThat(queue).hasSize(10_000);
            for (int i = 0; i < 10_000; i++) {
                assertThat(queue.take()).isEqualTo(i);
            }
            assertThat(queue.poll()).isNull();
        }
    }

    @Test
    void messagesOfAllSizesArriveUnharmedWhileTheQueueGrows() throws Exception {
        Random random = new Random(7);
        List<byte[]> sent = new ArrayList<>();
        try (Queue<byte[]> queue = Queue.create()) {
            for (int round = 0; round < 300; round++) {
                for (int i = random.nextInt(6); i > 0; i--) {
                    byte[] message = new byte[size(random)];
                    random.nextBytes(message);
                    sent.add(message);
                    queue.put(message);
                }
                for (int i = random.nextInt(6); i > 0 && !sent.isEmpty(); i--) {
                    assertThat(queue.take()).isEqualTo(sent.remove(0));
                }
                assertThat(queue.size()).isEqualTo(sent.size());
            }
            for (byte[] message : sent) {
                assertThat(queue.take()).isEqualTo(message);
            }
        }
    }

    private static int size(Random random) {
        return switch (random.nextInt(10)) {
            case 0 -> 0;
            case 1 -> 65_450 + random.nextInt(200); // about an extent
            case 2 -> random.nextInt(3_000_000);
            default -> random.nextInt(2_000);
        };
    }

    @Test
    void messageOfSixtyFourMebibytesPasses() throws Exception {
        byte[] large = new byte[64 << 20];
        large[large.length - 1] = 7;
        try (Queue<byte[]> queue = Queue.create()) {
            queue.put(large);
            assertThat(Arrays.equals(queue.take(), large)).isTrue();
        }
    }

    @Test
    void boundedQueueHoldsNoMoreThanItsCapacity() throws Exception {
        try (Queue<String> queue = Queue.create(2)) {
            assertThat(queue.offer("a")).isTrue();
            assertThat(queue.offer("b")).isTrue();
            assertThat(queue.offer("c")).isFalse();
            assertThat(queue.offer("c", MOMENT)).isFalse();
            assertThat(queue.remainingCapacity()).isZero();
            assertThatThrownBy(() -> queue.add("c")).isInstanceOf(IllegalStateException.class);
            assertThat(queue.take()).isEqualTo("a");
            assertThat(queue.offer("c")).isTrue();
            assertThat(List.copyOf(queue)).containsExactly("b", "c");
        }
    }

    @Test
    void blockedPutGoesOnWhenThereIsRoom() throws Exception {
        ExecutorService other = Executors.newSingleThreadExecutor();
        try (Queue<Integer> queue = Queue.create(1)) {
            queue.put(0);
            Future<?> put = other.submit(() -> {
                queue.put(1);
                queue.put(2);
                return null;
            });
            for (int i = 0; i < 3; i++) {
                assertThat(queue.poll(LIMIT)).isEqualTo(i);
            }
            put.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
        } finally {
            other.shutdownNow();
        }
    }

    @Test
    void manyProducersAndConsumersLoseAndDoubleNothing() throws Exception {
        int each = 20_000;
        ExecutorService threads = Executors.newCachedThreadPool();
        try (Queue<Integer> queue = Queue.create(100)) {
            List<Future<Integer>> results = new ArrayList<>();
            int[] seen = new int[4 * each];
            for (int c = 0; c < 3; c++) {
                results.add(threads.submit(() -> consume(queue, seen)));
            }
            List<Future<?>> producers = new ArrayList<>();
            for (int p = 0; p < 4; p++) {
                int from = p * each;
                producers.add(threads.submit(() -> {
                    for (int i = 0; i < each; i++) {
                        queue.put(from + i);
                    }
                    return null;
                }));
            }
            for (Future<?> producer : producers) {
                producer.get(40, TimeUnit.SECONDS);
            }
            for (int c = 0; c < 3; c++) {
                queue.put(-1);
            }
            int total = 0;
            for (Future<Integer> result : results) {
                total += result.get(40, TimeUnit.SECONDS);
            }
            assertThat(total).isEqualTo(4 * each);
            assertThat(IntStream.of(seen).allMatch(n -> n == 1)).isTrue();
        } finally {
            threads.shutdownNow();
        }
    }

    private static int consume(Queue<Integer> queue, int[] seen) throws InterruptedException {
        int count = 0;
        for (int value = queue.take(); value >= 0; value = queue.take()) {
            seen[value]++; // each index is met by one consumer, or the test fails
            count++;
        }
        return count;
    }

    @Test
    void ordersOfEachProducerAreKept() throws Exception {
        ExecutorService other = Executors.newSingleThreadExecutor();
        try (Queue<Integer> queue = Queue.create(10)) {
            Future<?> producer = other.submit(() -> {
                for (int i = 0; i < 50_000; i++) {
                    queue.put(i);
                }
                return null;
            });
            for (int i = 0; i < 50_000; i++) {
                assertThat(queue.poll(LIMIT)).isEqualTo(i);
            }
            producer.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
        } finally {
            other.shutdownNow();
        }
    }

    @Test
    void timedPollEndsInTime() throws Exception {
        try (Queue<String> queue = Queue.create()) {
            long start = System.nanoTime();
            assertThat(queue.poll(Duration.ofMillis(120))).isNull();
            assertThat(Duration.ofNanos(System.nanoTime() - start))
                    .isBetween(Duration.ofMillis(119), LIMIT);
        }
    }

    @Test
    void waitingTakeAnswersAnInterruptWithinATenthOfASecond() throws Exception {
        AtomicReference<Object> outcome = new AtomicReference<>();
        try (Queue<String> queue = Queue.create()) {
            Thread thread = new Thread(() -> {
                try {
                    outcome.set(queue.take());
                } catch (InterruptedException e) {
                    outcome.set(e);
                }
            });
            thread.start();
            while (thread.getState() != Thread.State.TIMED_WAITING) {
                Thread.onSpinWait();
            }
            long start = System.nanoTime();
            thread.interrupt();
            thread.join(LIMIT.toMillis());
            assertThat(outcome.get()).isInstanceOf(InterruptedException.class);
            assertThat(Duration.ofNanos(System.nanoTime() - start))
                    .isLessThan(Duration.ofMillis(500));
        }
    }

    @Test
    void closingLetsNothingInAndTheRestOut() throws Exception {
        Queue<String> queue = Queue.create();
        Queue<String> same = copy(queue);
        queue.put("left");
        queue.put("too");
        queue.close();
        queue.close();
        assertThat(same.isClosed()).isTrue();
        assertThatThrownBy(() -> same.put("more")).isInstanceOf(QueueClosedException.class);
        assertThat(same.take()).isEqualTo("left");
        assertThat(queue.take()).isEqualTo("too");
        assertThatThrownBy(same::take).isInstanceOf(QueueClosedException.class);
        assertThatThrownBy(same::poll).isInstanceOf(QueueClosedException.class);
        assertThatThrownBy(() -> queue.put("more")).isInstanceOf(QueueClosedException.class);
        assertThatThrownBy(queue::take).isInstanceOf(QueueClosedException.class);
    }

    @Test
    void closingWakesThoseThatWait() throws Exception {
        ExecutorService other = Executors.newSingleThreadExecutor();
        Queue<String> queue = Queue.create();
        try {
            Queue<String> same = copy(queue);
            Future<String> take = other.submit(() -> same.take());
            queue.close();
            assertThatThrownBy(() -> take.get(LIMIT.toSeconds(), TimeUnit.SECONDS))
                    .hasCauseInstanceOf(QueueClosedException.class);
        } finally {
            other.shutdownNow();
        }
    }

    @SuppressWarnings("unchecked")
    private static <T> T copy(T object) throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(object);
        }
        try (ObjectInputStream in =
                new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            return (T) in.readObject();
        }
    }

    @Test
    void laterChangesToAMessageAreNotSent() throws Exception {
        try (Queue<Object> queue = Queue.create()) {
            List<String> list = new ArrayList<>(List.of("before"));
            byte[] bytes = {1};
            queue.put(list);
            queue.put(bytes);
            list.add("after");
            bytes[0] = 2;
            assertThat(queue.take()).isEqualTo(List.of("before"));
            assertThat(queue.take()).isEqualTo(new byte[] {1});
        }
    }

    @Test
    void messageThatCannotBeSerialisedIsRefusedAndLeavesTheQueueAsItWas() throws Exception {
        try (Queue<Object> queue = Queue.create()) {
            assertThatThrownBy(() -> queue.put(List.of("fine", Thread.currentThread())))
                    .isInstanceOf(NotTransferableException.class)
                    .hasMessageContaining("java.lang.Thread is not serialisable")
                    .hasMessageContaining("path:   [1]");
            assertThat(queue.size()).isZero();
            queue.put("still works");
            assertThat(queue.take()).isEqualTo("still works");
            assertThatThrownBy(() -> queue.put(null)).isInstanceOf(NullPointerException.class);
        }
    }

    @Test
    void queueInAMessageOutlivesItsObjectAndTheProcessThatItWasPassedToAsWell() throws Exception {
        byte[] message = sendAndPass();
        System.gc();
        try (Queue<?> received = (Queue<?>) Codec.fromBytes(message)) {
            assertThat(received).isNotNull();
            assertThat(received.take()).isEqualTo("still here");
        }
    }

    private static byte[] sendAndPass() throws Exception {
        Queue<String> queue = Queue.create();
        queue.put("still here");
        byte[] message = Codec.toBytes(queue, "message");
        Transfer.toChild(() -> Codec.toBytes(queue, "argument"))
                .segments()
                .forEach(Segments::release);
        return message;
    }

    @Test
    void drainToTakesWhatIsThere() throws Exception {
        try (Queue<Integer> queue = Queue.create()) {
            for (int i = 0; i < 10; i++) {
                queue.put(i);
            }
            List<Integer> some = new ArrayList<>();
            assertThat(queue.drainTo(some, 4)).isEqualTo(4);
            assertThat(some).containsExactly(0, 1, 2, 3);
            assertThat(queue.peek()).isEqualTo(4);
            assertThat(queue.drainTo(some)).isEqualTo(6);
            assertThat(queue).isEmpty();
            assertThatThrownBy(() -> queue.drainTo(queue))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void putAllPutsAllInOrderAsRoomComes() throws Exception {
        List<Integer> numbers = IntStream.range(0, 1000).boxed().toList();
        ExecutorService other = Executors.newSingleThreadExecutor();
        try (Queue<Integer> queue = Queue.create(7)) {
            Future<?> put = other.submit(() -> {
                queue.putAll(numbers);
                return null;
            });
            for (int number : numbers) {
                assertThat(queue.take()).isEqualTo(number);
            }
            put.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
            assertThat(queue.putAll(numbers, MOMENT)).isEqualTo(7);
            assertThat(List.copyOf(queue)).containsExactly(0, 1, 2, 3, 4, 5, 6);
            assertThat(queue.putAll(List.of(), MOMENT)).isZero();
            queue.shutdown();
            assertThatThrownBy(() -> queue.putAll(numbers))
                    .isInstanceOf(QueueClosedException.class);
        } finally {
            other.shutdownNow();
        }
    }

    @Test
    void capacityInBytesLetsASingleLargerMessageThrough() throws Exception {
        try (Queue<byte[]> queue = Queue.builder().capacityBytes(100).create()) {
            assertThat(queue.offer(new byte[1000])).isTrue();
            assertThat(queue.offer(new byte[1])).isFalse();
            queue.take();
            assertThat(queue.offer(new byte[60])).isTrue();
            assertThat(queue.offer(new byte[60])).isFalse();
            assertThat(queue.offer(new byte[30])).isTrue();
        }
    }

    @Test
    void spinningWaitersAnswerInterruptsAndEndInTime() throws Exception {
        ExecutorService other = Executors.newSingleThreadExecutor();
        try (Queue<String> queue = Queue.builder().spinning().create()) {
            assertThat(queue.poll(MOMENT)).isNull();
            Future<String> take = other.submit(() -> queue.take());
            other.shutdownNow();
            assertThatThrownBy(() -> take.get(LIMIT.toSeconds(), TimeUnit.SECONDS))
                    .hasCauseInstanceOf(InterruptedException.class);
        }
    }

    @Test
    void capacityMustBePositive() {
        assertThatThrownBy(() -> Queue.create(0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("capacity=0");
    }

    @Test
    void joinWaitsUntilAllThatWerePutAreDone() throws Exception {
        try (Queue<Integer> queue = Queue.create()) {
            assertThat(queue.join(Duration.ZERO)).isTrue();
            queue.put(1);
            queue.put(2);
            assertThatThrownBy(queue::taskDone).isInstanceOf(IllegalStateException.class);
            queue.take();
            queue.take();
            queue.taskDone();
            assertThat(queue.join(Duration.ofMillis(20))).isFalse();
            ExecutorService other = Executors.newSingleThreadExecutor();
            try {
                Future<Boolean> joined = other.submit(() -> queue.join(Duration.ofSeconds(20)));
                assertThat(joined.isDone()).isFalse();
                queue.taskDone();
                assertThat(joined.get(20, TimeUnit.SECONDS)).isTrue();
            } finally {
                other.shutdownNow();
            }
            assertThatThrownBy(queue::taskDone).isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void shutdownLetsTheRestOutAndShutdownNowDropsIt() throws Exception {
        try (Queue<Integer> queue = Queue.create(2)) {
            queue.put(1);
            queue.put(2);
            ExecutorService other = Executors.newFixedThreadPool(2);
            try {
                Future<?> putter = other.submit(() -> {
                    queue.put(3);
                    return true;
                });
                Future<?> joiner = other.submit(() -> queue.join(Duration.ofSeconds(20)));
                queue.shutdown();
                assertThatThrownBy(() -> putter.get(20, TimeUnit.SECONDS))
                        .hasCauseInstanceOf(QueueClosedException.class);
                assertThat(queue.take()).isEqualTo(1);
                queue.shutdownNow();
                queue.shutdown();
                assertThatThrownBy(queue::take).isInstanceOf(QueueClosedException.class);
                assertThatThrownBy(() -> queue.put(4)).isInstanceOf(QueueClosedException.class);
                assertThat(queue.size()).isZero();
                assertThat(queue.iterator().hasNext()).isFalse();
                assertThat(joiner.get(20, TimeUnit.SECONDS)).isEqualTo(true);
            } finally {
                other.shutdownNow();
            }
        }
    }
}
