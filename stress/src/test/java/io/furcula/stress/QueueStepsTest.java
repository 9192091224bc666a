package io.furcula.stress;

import static io.furcula.internal.shared.FaultPoint.EXTENT_DISCARDED;
import static io.furcula.internal.shared.FaultPoint.EXTENT_FILLED;
import static io.furcula.internal.shared.FaultPoint.EXTENT_HOLLOW;
import static io.furcula.internal.shared.FaultPoint.PUT_COMMITTED;
import static io.furcula.internal.shared.FaultPoint.PUT_IN_NEW_EXTENT;
import static io.furcula.internal.shared.FaultPoint.PUT_WRITTEN;
import static org.assertj.core.api.Assertions.assertThat;

import io.furcula.Queue;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What others see of a queue while one stays between two steps, where an extent ends. */
@Timeout(60)
class QueueStepsTest {

    private static final Duration LIMIT = Duration.ofSeconds(20);

    /** The first extent has room for one of these, the second for three. */
    private static final int LENGTH = 40_000;

    @AfterEach
    void stayNowAndThenAgain() {
        Histories.visitSteps();
    }

    private static byte[] message(int number) {
        byte[] message = new byte[LENGTH];
        Arrays.fill(message, (byte) number);
        return message;
    }

    private static void putAll(Queue<byte[]> queue, int from, int to) throws InterruptedException {
        for (int number = from; number <= to; number++) {
            assertThat(queue.offer(message(number), LIMIT)).isTrue();
        }
    }

    private static void takeAll(Queue<byte[]> queue, int from, int to) throws InterruptedException {
        for (int number = from; number <= to; number++) {
            assertThat(queue.poll(LIMIT)).isEqualTo(message(number));
        }
    }

    @Test
    void aMessageIsThereOnceItIsWrittenAndAlone() throws Exception {
        int messages = 300; // 200 of them fill two extents; the next are where old ones were
        try (Queue<byte[]> queue = Queue.create();
                Stepper producer = Stepper.start(
                        () -> {
                            for (int number = 1; number <= messages; number++) {
                                queue.put(small(number));
                            }
                        },
                        PUT_WRITTEN,
                        PUT_COMMITTED)) {
            for (int number = 1; number <= messages; number++) {
                assertThat(producer.awaitStep()).isEqualTo(PUT_WRITTEN);
                assertThat(queue.size()).isZero();
                assertThat(queue.poll()).isNull();
                producer.goOn();
                assertThat(producer.awaitStep()).isEqualTo(PUT_COMMITTED);
                assertThat(queue.size()).isEqualTo(1);
                assertThat(queue.poll()).isEqualTo(small(number));
                assertThat(queue.isEmpty()).isTrue();
                assertThat(queue.poll()).isNull();
                producer.goOn();
            }
            producer.finish();
        }
    }

    private static byte[] small(int number) {
        byte[] message = new byte[LENGTH / 40];
        Arrays.fill(message, (byte) number);
        return message;
    }

    @Test
    void aMessageInANewExtentIsThereOnceTheOldOneLeadsToIt() throws Exception {
        try (Queue<byte[]> queue = Queue.create();
                Stepper producer = Stepper.start(
                        () -> putAll(queue, 0, 1), PUT_IN_NEW_EXTENT, PUT_COMMITTED)) {
            assertThat(producer.awaitStep()).isEqualTo(PUT_COMMITTED);
            assertThat(queue.size()).as("put, and not counted").isEqualTo(1);
            producer.goOn();
            assertThat(producer.awaitStep()).isEqualTo(PUT_IN_NEW_EXTENT);
            assertThat(queue.size()).isEqualTo(1);
            assertThat(queue.peek()).isEqualTo(message(0));
            takeAll(queue, 0, 0);
            assertThat(queue.isEmpty()).as("nothing leads to the second one").isTrue();
            assertThat(queue.peek()).isNull();
            assertThat(queue.poll()).isNull();
            producer.goOn();
            assertThat(producer.awaitStep()).isEqualTo(PUT_COMMITTED);
            assertThat(queue.isEmpty()).isFalse();
            assertThat(queue.size()).as("put, and not counted").isEqualTo(1);
            assertThat(queue.peek()).isEqualTo(message(1));
            assertThat(queue.size()).isEqualTo(1);
            takeAll(queue, 1, 1);
            assertThat(queue.size()).as("taken, and not counted as put").isZero();
            assertThat(queue.isEmpty()).isTrue();
            producer.finish();
            assertThat(queue.size()).isZero();
            putAll(queue, 2, 9);
            takeAll(queue, 2, 9);
        }
    }

    @Test
    void anExtentThatIsBeingGivenBackIsNotUsed() throws Exception {
        try (Queue<byte[]> queue = Queue.create()) {
            putAll(queue, 0, 3);
            takeAll(queue, 0, 0);
            try (Stepper consumer =
                    Stepper.start(() -> takeAll(queue, 1, 1), EXTENT_HOLLOW, EXTENT_DISCARDED)) {
                assertThat(consumer.awaitStep()).isEqualTo(EXTENT_HOLLOW);
                assertThat(queue.isEmpty()).isFalse();
                assertThat(queue.size()).isEqualTo(3);
                putAll(queue, 4, 4); // in a third one, since the first is not free yet
                assertThat(queue.size()).isEqualTo(4);
                consumer.goOn();
                assertThat(consumer.awaitStep()).isEqualTo(EXTENT_DISCARDED);
                assertThat(queue.isEmpty())
                        .as("the word that leads on is in the hole")
                        .isFalse();
                putAll(queue, 5, 12); // in the third one, and a fourth
                assertThat(queue.size()).isEqualTo(12);
                consumer.finish();
            }
            takeAll(queue, 2, 12);
            assertThat(queue.isEmpty()).isTrue();
            putAll(queue, 13, 30);
            takeAll(queue, 13, 30);
        }
    }

    @Test
    void aHollowExtentIsEmptyUntilItsFirstMessageIsPut() throws Exception {
        try (Queue<byte[]> queue = Queue.create()) {
            putAll(queue, 0, 1);
            takeAll(queue, 0, 1); // the first extent is hollow now
            try (Stepper producer = Stepper.start(() -> putAll(queue, 2, 4), EXTENT_FILLED)) {
                assertThat(producer.awaitStep()).isEqualTo(EXTENT_FILLED);
                assertThat(queue.size()).isEqualTo(2);
                takeAll(queue, 2, 3);
                assertThat(queue.isEmpty()).isTrue();
                assertThat(queue.size()).isZero();
                assertThat(queue.poll()).isNull();
                producer.finish();
            }
            takeAll(queue, 4, 4);
            putAll(queue, 5, 20);
            takeAll(queue, 5, 20);
        }
    }
}
