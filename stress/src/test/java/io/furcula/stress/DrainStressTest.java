package io.furcula.stress;

import static org.assertj.core.api.Assertions.assertThat;

import io.furcula.Queue;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Many messages are taken at once: not as one step, but each one once, and in order. */
class DrainStressTest {

    private static final int PRODUCERS = 2;
    private static final int CONSUMERS = 2;
    private static final int MESSAGES = 3_000 * Histories.FACTOR;

    /** Several of these fill the first extents. */
    private static final int LARGEST_BALLAST = 2_000;

    @Test
    void eachMessageIsTakenOnceAndInOrder() throws Exception {
        try (Queue<int[]> queue = Queue.create()) {
            List<List<int[]>> taken = new ArrayList<>();
            AtomicInteger left = new AtomicInteger(PRODUCERS * MESSAGES);
            Crowd crowd = new Crowd();
            for (int i = 0; i < PRODUCERS; i++) {
                int producer = i;
                crowd.with("producer " + i, () -> {
                    for (int number = 0; number < MESSAGES; number++) {
                        int[] message = new int[2 + number % LARGEST_BALLAST];
                        message[0] = producer;
                        message[1] = number;
                        queue.put(message);
                    }
                });
            }
            for (int i = 0; i < CONSUMERS; i++) {
                List<int[]> mine = new ArrayList<>();
                taken.add(mine);
                crowd.with("consumer " + i, () -> drain(queue, mine, left));
            }
            crowd.run();
            assertThat(queue).isEmpty();
            for (int producer = 0; producer < PRODUCERS; producer++) {
                List<Integer> all = new ArrayList<>();
                for (List<int[]> mine : taken) {
                    List<Integer> numbers = numbers(mine, producer);
                    assertThat(numbers).isSorted();
                    all.addAll(numbers);
                }
                assertThat(all)
                        .containsExactlyInAnyOrderElementsOf(
                                IntStream.range(0, MESSAGES).boxed().toList());
            }
        }
    }

    private static List<Integer> numbers(List<int[]> messages, int producer) {
        return messages.stream().filter(m -> m[0] == producer).map(m -> m[1]).toList();
    }

    /** Until nothing is left, for any consumer. */
    private static void drain(Queue<int[]> queue, List<int[]> mine, AtomicInteger left)
            throws InterruptedException {
        while (left.get() > 0) {
            int taken = queue.drainTo(mine, 50);
            if (taken == 0) {
                int[] one = queue.poll(1, TimeUnit.MILLISECONDS);
                taken = one == null ? 0 : 1;
                mine.addAll(one == null ? List.of() : List.of(one));
            }
            left.addAndGet(-taken);
        }
    }
}
