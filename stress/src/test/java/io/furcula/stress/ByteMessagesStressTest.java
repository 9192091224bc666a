package io.furcula.stress;

import io.furcula.ByteMessages;
import io.furcula.Queue;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.junit.jupiter.api.Test;

/** Bytes of a queue that are written and read in place are what a queue of messages is. */
class ByteMessagesStressTest {

    private static final int BOUND = 2;

    @Test
    void bytesOfTwo() {
        Histories.check(Operations.class, Specification.class, 2);
    }

    /** Messages of up to a third of an extent. */
    @Param(name = "message", gen = IntGen.class, conf = "1:3")
    public static class Operations {
        private static final Queue<byte[]> QUEUE = Queue.create(BOUND);
        private static final int LENGTH = 7_000;
        private static final Duration AT_ONCE = Duration.ZERO;

        private final ByteMessages bytes = ByteMessages.of(QUEUE);

        public Operations() {
            QUEUE.clear();
        }

        @Operation(params = "message")
        public boolean put(int message) throws InterruptedException {
            byte[] content = new byte[LENGTH * message];
            Arrays.fill(content, (byte) message);
            return bytes.put(content, 0, content.length, AT_ONCE);
        }

        @Operation(params = "message")
        public boolean write(int message) throws InterruptedException {
            return bytes.write(
                    LENGTH * message,
                    target -> {
                        while (target.hasRemaining()) {
                            target.put((byte) message);
                        }
                    },
                    Histories.MOMENT);
        }

        @Operation
        public int take() throws InterruptedException {
            ByteBuffer target = ByteBuffer.allocate(3 * LENGTH);
            int length = bytes.take(target, AT_ONCE);
            return length < 0 ? 0 : content(target.flip());
        }

        @Operation
        public int read() throws InterruptedException {
            int[] found = new int[1];
            bytes.read(lent -> found[0] = content(lent), 1, Histories.MOMENT);
            return found[0];
        }

        @Operation
        public int size() {
            return QUEUE.size();
        }

        /** {@return what it was filled with; -1 if it is harmed} */
        private static int content(ByteBuffer message) {
            int length = message.remaining();
            byte first = message.get();
            boolean whole = length == LENGTH * first;
            while (message.hasRemaining()) {
                whole &= message.get() == first;
            }
            return whole ? first : -1;
        }
    }

    /** What they are to be. */
    public static class Specification {
        private final Deque<Integer> queue = new ArrayDeque<>();

        public boolean put(int message) {
            return queue.size() < BOUND && queue.add(message);
        }

        public boolean write(int message) {
            return put(message);
        }

        public int take() {
            return queue.isEmpty() ? 0 : queue.remove();
        }

        public int read() {
            return take();
        }

        public int size() {
            return queue.size();
        }
    }
}
