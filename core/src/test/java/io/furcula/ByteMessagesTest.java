package io.furcula;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.BufferOverflowException;
import java.nio.ByteBuffer;
import java.nio.ReadOnlyBufferException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ByteMessagesTest {

    private static final Duration MOMENT = Duration.ofMillis(20);

    @Test
    void areTheMessagesOfTheQueue() throws Exception {
        try (Queue<byte[]> queue = Queue.create()) {
            ByteMessages bytes = ByteMessages.of(queue);
            bytes.put(new byte[] {0, 1, 2, 3}, 1, 2);
            bytes.put(ByteBuffer.wrap(new byte[] {4, 5, 6}).position(1));
            bytes.write(8, out -> out.putLong(7));
            queue.put(new byte[] {8});
            assertThat(queue.take()).containsExactly(1, 2);
            ByteBuffer target = ByteBuffer.allocate(16).put((byte) 9);
            assertThat(bytes.take(target)).isEqualTo(2);
            assertThat(target.flip()).isEqualTo(ByteBuffer.wrap(new byte[] {9, 5, 6}));
            assertThat(queue.take()).containsExactly(0, 0, 0, 0, 0, 0, 0, 7);
            assertThat(bytes.take(target.clear())).isEqualTo(1);
            assertThat(target.get(0)).isEqualTo((byte) 8);
            bytes.put(new byte[0], 0, 0);
            assertThat(bytes.take(target)).isZero();
            assertThat(queue).isEmpty();
        }
    }

    @Test
    void readerIsLentWhatIsThereOneAfterTheOther() throws Exception {
        try (Queue<byte[]> queue = Queue.create()) {
            ByteMessages bytes = ByteMessages.of(queue);
            for (int i = 0; i < 5; i++) {
                int number = i;
                bytes.write(4, out -> out.putInt(number));
            }
            List<Integer> read = new ArrayList<>();
            assertThat(bytes.read(in -> read.add(in.getInt()), 3)).isEqualTo(3);
            assertThat(bytes.read(in -> read.add(in.remaining()), 100)).isEqualTo(2);
            assertThat(read).containsExactly(0, 1, 2, 4, 4);
            assertThat(bytes.read(in -> read.add(0), 1, MOMENT)).isZero();
            queue.put(new byte[1]);
            assertThatThrownBy(() -> bytes.read(in -> in.put((byte) 1), 1))
                    .isInstanceOf(ReadOnlyBufferException.class);
            assertThat(queue).hasSize(1);
        }
    }

    @Test
    void whatAReaderThrewAtStaysAndWhatAWriterThrewAtIsNotPut() throws Exception {
        try (Queue<byte[]> queue = Queue.create()) {
            ByteMessages bytes = ByteMessages.of(queue);
            assertThatThrownBy(() -> bytes.write(60_000, out -> {
                        throw new IllegalArgumentException("not now");
                    }))
                    .hasMessage("not now");
            assertThatThrownBy(() -> bytes.write(
                            100_000,
                            out -> { // begins a new extent, in vain
                                throw new IllegalArgumentException("not now");
                            }))
                    .hasMessage("not now");
            assertThat(queue).isEmpty();
            queue.put(new byte[] {1});
            queue.put(new byte[] {2});
            List<Byte> read = new ArrayList<>();
            assertThatThrownBy(() -> bytes.read(
                            in -> {
                                read.add(in.get());
                                assertThat(read).hasSize(1);
                            },
                            2))
                    .isInstanceOf(AssertionError.class);
            assertThat(queue.take()).containsExactly(2);
            assertThat(queue.abandonedPuts()).isZero();
        }
    }

    @Test
    void whatDoesNotFitOrIsNoBytesStays() throws Exception {
        try (Queue<Object> objects = Queue.create()) {
            @SuppressWarnings({"unchecked", "rawtypes"})
            Queue<byte[]> queue = (Queue) objects;
            ByteMessages bytes = ByteMessages.of(queue);
            objects.put(new byte[] {1, 2, 3});
            ByteBuffer small = ByteBuffer.allocate(2);
            assertThatThrownBy(() -> bytes.take(small)).isInstanceOf(BufferOverflowException.class);
            assertThat(small.position()).isZero();
            assertThat(objects.take()).isEqualTo(new byte[] {1, 2, 3});
            objects.put("text");
            assertThatThrownBy(() -> bytes.take(small)).isInstanceOf(ClassCastException.class);
            assertThatThrownBy(() -> bytes.read(in -> in.get(), 1))
                    .isInstanceOf(ClassCastException.class);
            assertThat(objects.take()).isEqualTo("text");
            objects.put(ByteBuffer.wrap(new byte[] {7, 8}).position(1));
            assertThat(objects.peek()).isEqualTo(ByteBuffer.wrap(new byte[] {8}));
            assertThat(bytes.take(small)).isEqualTo(1);
        }
    }

    @Test
    void usingTheSameSideOfTheQueueWhileBeingLentAMessageIsAnError() throws Exception {
        try (Queue<byte[]> queue = Queue.create(1)) {
            ByteMessages bytes = ByteMessages.of(queue);
            queue.put(new byte[1]);
            assertThatThrownBy(() -> bytes.read(in -> queue.poll(), 1))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("has the lock already");
            assertThatThrownBy(() -> bytes.read(in -> putUnchecked(queue), 1))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("nobody else can take");
            assertThat(queue.take()).hasSize(1);
            assertThatThrownBy(() -> bytes.write(1, out -> queue.offer(new byte[1])))
                    .isInstanceOf(IllegalStateException.class);
            queue.put(new byte[2]);
            assertThat(queue.take()).hasSize(2);
        }
    }

    private static void putUnchecked(Queue<byte[]> queue) {
        try {
            queue.put(new byte[1]);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void waitForRoomAndForMessages() throws Exception {
        ExecutorService other = Executors.newSingleThreadExecutor();
        try (Queue<byte[]> queue = Queue.builder().capacityBytes(10).create()) {
            ByteMessages bytes = ByteMessages.of(queue);
            bytes.put(new byte[8], 0, 8); // and a byte that says what it is
            assertThat(bytes.put(new byte[8], 0, 8, MOMENT)).isFalse();
            assertThat(bytes.put(ByteBuffer.allocate(8), MOMENT)).isFalse();
            assertThat(bytes.write(8, out -> {}, MOMENT)).isFalse();
            assertThat(bytes.put(new byte[0], 0, 0, MOMENT)).isTrue();
            Future<?> put = other.submit(() -> {
                bytes.put(new byte[9], 0, 9);
                return null;
            });
            ByteBuffer target = ByteBuffer.allocate(100);
            assertThat(bytes.take(target)).isEqualTo(8);
            assertThat(bytes.take(target)).isZero();
            assertThat(bytes.take(target)).isEqualTo(9);
            put.get(20, TimeUnit.SECONDS);
            assertThat(bytes.take(target, MOMENT)).isEqualTo(-1);
            Future<Integer> read = other.submit(() -> bytes.read(in -> {}, 5));
            assertThat(read.isDone()).isFalse();
            queue.put(new byte[1]);
            assertThat(read.get(20, TimeUnit.SECONDS)).isEqualTo(1);
            queue.shutdown();
            assertThatThrownBy(() -> bytes.write(1, out -> {}))
                    .isInstanceOf(QueueClosedException.class);
            assertThatThrownBy(() -> bytes.read(in -> {}, 1))
                    .isInstanceOf(QueueClosedException.class);
            assertThatThrownBy(() -> bytes.take(target)).isInstanceOf(QueueClosedException.class);
        } finally {
            other.shutdownNow();
        }
    }

    @Test
    void keepOrderAndContentBetweenThreadsWhileExtentsComeAndGo() throws Exception {
        Random sizes = new Random(3);
        int count = 30_000;
        int[] lengths = sizes.ints(count, 0, 9_000)
                .map(n -> n < 8_990 ? n % 500 : n * 20)
                .toArray();
        ExecutorService other = Executors.newSingleThreadExecutor();
        try (Queue<byte[]> queue =
                Queue.builder().capacityBytes(1 << 20).spinning().create()) {
            ByteMessages bytes = ByteMessages.of(queue);
            Future<?> producer = other.submit(() -> {
                for (int i = 0; i < count; i++) {
                    int number = i;
                    bytes.write(lengths[i], out -> {
                        while (out.hasRemaining()) {
                            out.put((byte) number);
                        }
                    });
                }
                return null;
            });
            int[] next = {0};
            while (next[0] < count) {
                int taken = bytes.read(
                        in -> {
                            byte[] content = new byte[in.remaining()];
                            in.get(content);
                            byte[] wanted = new byte[lengths[next[0]]];
                            Arrays.fill(wanted, (byte) next[0]);
                            assertThat(Arrays.equals(content, wanted)).isTrue();
                            next[0]++;
                        },
                        50,
                        Duration.ofSeconds(20));
                assertThat(taken).isPositive();
            }
            producer.get(20, TimeUnit.SECONDS);
        } finally {
            other.shutdownNow();
        }
    }

    @Test
    void badArgumentsAreRefused() {
        try (Queue<byte[]> queue = Queue.create()) {
            ByteMessages bytes = ByteMessages.of(queue);
            assertThatThrownBy(() -> bytes.put(new byte[2], 1, 2))
                    .isInstanceOf(IndexOutOfBoundsException.class);
            assertThatThrownBy(() -> bytes.write(-1, out -> {}))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> bytes.read(in -> {}, 0))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> Queue.builder().capacityBytes(0))
                    .hasMessageContaining("capacityBytes=0");
        }
    }
}
