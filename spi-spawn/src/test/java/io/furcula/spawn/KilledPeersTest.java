package io.furcula.spawn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.furcula.Context;
import io.furcula.Process;
import io.furcula.Queue;
import io.furcula.testkit.Deadline;
import io.furcula.testkit.LeakCheck;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Producers and consumers that are killed at any instant leave a queue that works, in order, and whole. */
@ExtendWith({Deadline.class, LeakCheck.class})
class KilledPeersTest {

    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final int ROUNDS = 6;
    private static final int LAST = -1;

    @Test
    void killedProducersLeaveAPrefixOfTheirMessages() throws Exception {
        Random random = new Random(42);
        Context spawn = Context.of("spawn");
        for (int round = 0; round < ROUNDS; round++) {
            try (Queue<byte[]> queue = Queue.create(round % 2 == 0 ? 1_000_000 : 10);
                    Process one = spawn.process(KilledPeersTest::produce, queue, (byte) 1)
                            .start();
                    Process two = spawn.process(KilledPeersTest::produce, queue, (byte) 2)
                            .start()) {
                int[] next = new int[3];
                while (next[1] == 0 || next[2] == 0) {
                    check(queue.poll(LIMIT), next);
                }
                LockSupport.parkNanos(random.nextInt((int) TimeUnit.MILLISECONDS.toNanos(20)));
                one.kill();
                one.join();
                int before = next[2];
                for (long size = queue.size() + 1_000L; size > 0; size--) {
                    check(queue.poll(LIMIT), next);
                }
                assertTrue(next[2] > before, "the other producer goes on");
                two.kill();
                two.join();
                for (byte[] message = queue.poll(); message != null; message = queue.poll()) {
                    check(message, next);
                }
                assertEquals(0, queue.size());
                queue.put(new byte[] {3});
                assertNotNull(queue.take());
            }
        }
    }

    private static void produce(Queue<byte[]> queue, byte who) throws InterruptedException {
        Random random = new Random(who);
        for (int i = 0; ; i++) {
            queue.put(message(who, i, random.nextInt(300)));
        }
    }

    private static byte[] message(byte who, int number, int padding) {
        byte[] message = new byte[5 + padding];
        Arrays.fill(message, (byte) number);
        message[0] = who;
        for (int b = 0; b < 4; b++) {
            message[1 + b] = (byte) (number >>> (8 * b));
        }
        return message;
    }

    /** Each producer's messages arrive in order, without a gap, unharmed. */
    private static void check(byte[] message, int[] next) {
        assertNotNull(message);
        byte who = message[0];
        assertTrue(
                Arrays.equals(message, message(who, next[who], message.length - 5)),
                () -> "expected number " + next[who] + " of producer " + who + ", got "
                        + Arrays.toString(Arrays.copyOf(message, 8)));
        next[who]++;
    }

    @Test
    void killedConsumersLoseAtMostTheMessageInTheirHands() throws Exception {
        Random random = new Random(43);
        Context spawn = Context.of("spawn");
        for (int round = 0; round < ROUNDS; round++) {
            try (Queue<Integer> queue = Queue.create();
                    Queue<Integer> taken = Queue.create();
                    Process one =
                            spawn.process(KilledPeersTest::move, queue, taken).start();
                    Process two =
                            spawn.process(KilledPeersTest::move, queue, taken).start()) {
                int count = 20_000;
                boolean[] seen = new boolean[count];
                for (int i = 0; i < count; i++) {
                    queue.put(i);
                }
                assertTrue(mark(next(taken), seen));
                LockSupport.parkNanos(random.nextInt((int) TimeUnit.MILLISECONDS.toNanos(10)));
                one.kill();
                one.join();
                queue.put(LAST); // the other one alone moves messages now, and this one behind all
                int marked = 1;
                for (int value = next(taken); value != LAST; value = next(taken)) {
                    assertTrue(mark(value, seen), "taken twice");
                    marked++;
                }
                assertTrue(marked >= count - 1, "lost more than the one in the dead one's hands");
                assertEquals(0, queue.size());
                two.kill();
                two.join();
                assertNull(taken.poll());
            }
        }
    }

    private static void move(Queue<Integer> queue, Queue<Integer> taken)
            throws InterruptedException {
        while (true) {
            taken.put(queue.take());
        }
    }

    private static int next(Queue<Integer> taken) throws InterruptedException {
        Integer value = taken.poll(LIMIT);
        assertNotNull(value);
        return value;
    }

    private static boolean mark(int value, boolean[] seen) {
        boolean first = !seen[value];
        seen[value] = true;
        return first;
    }
}
