package io.furcula.stress;

import io.furcula.Queue;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.junit.jupiter.api.Test;

/** A queue is first-in first-out, and bounded, whoever uses it. */
class QueueStressTest {

    private static final int BOUND = 2;

    @Test
    void smallMessagesOfTwo() {
        Histories.check(Small.class, Specification.class, 2);
    }

    @Test
    void smallMessagesOfThree() {
        Histories.check(Small.class, Specification.class, 3);
    }

    @Test
    void messagesOfWhichTwoFillAnExtent() {
        Histories.check(Large.class, Specification.class, 2);
    }

    /** One queue for all histories, so that each begins somewhere else in it. */
    @Param(name = "message", gen = IntGen.class, conf = "1:3")
    public static class Small {
        private static final Queue<int[]> QUEUE = Queue.create(BOUND);

        private final Queue<int[]> queue;
        private final int length;

        public Small() {
            this(QUEUE, 1);
        }

        Small(Queue<int[]> queue, int length) {
            queue.clear();
            this.queue = queue;
            this.length = length;
        }

        @Operation(params = "message")
        public boolean offer(int message) {
            return queue.offer(filled(message));
        }

        @Operation(params = "message")
        public boolean offerForAMoment(int message) throws InterruptedException {
            return queue.offer(filled(message), Histories.MOMENT);
        }

        @Operation
        public int poll() {
            return content(queue.poll());
        }

        @Operation
        public int pollForAMoment() throws InterruptedException {
            return content(queue.poll(Histories.MOMENT));
        }

        @Operation
        public int peek() {
            return content(queue.peek());
        }

        @Operation
        public int drainOne() {
            List<int[]> drained = new ArrayList<>();
            queue.drainTo(drained, 1); // several are taken one after the other
            return content(drained.isEmpty() ? null : drained.get(0));
        }

        @Operation
        public List<Integer> all() {
            List<Integer> all = new ArrayList<>();
            queue.forEach(message -> all.add(content(message)));
            return all;
        }

        @Operation
        public int size() {
            return queue.size();
        }

        @Operation
        public boolean isEmpty() {
            return queue.isEmpty();
        }

        private int[] filled(int message) {
            int[] filled = new int[length * message];
            Arrays.fill(filled, message);
            return filled;
        }

        /** {@return what it was filled with; 0 if there is none, -1 if it is harmed} */
        private int content(int[] message) {
            if (message == null) {
                return 0;
            }
            boolean whole = message.length == length * message[0]
                    && Arrays.stream(message).allMatch(i -> i == message[0]);
            return whole ? message[0] : -1;
        }
    }

    /** An extent ends behind each second or third message, and its memory is given back. */
    @Param(name = "message", gen = IntGen.class, conf = "1:3")
    public static class Large extends Small {
        private static final Queue<int[]> QUEUE = Queue.create(BOUND);
        private static final int LENGTH = 4_000;

        public Large() {
            super(QUEUE, LENGTH);
        }
    }

    /** What it is to be. */
    public static class Specification {
        private final Deque<Integer> queue = new ArrayDeque<>();

        public boolean offer(int message) {
            return queue.size() < BOUND && queue.add(message);
        }

        public boolean offerForAMoment(int message) {
            return offer(message);
        }

        public int poll() {
            return queue.isEmpty() ? 0 : queue.remove();
        }

        public int pollForAMoment() {
            return poll();
        }

        public int peek() {
            return queue.isEmpty() ? 0 : queue.peek();
        }

        public int drainOne() {
            return poll();
        }

        public List<Integer> all() {
            return List.copyOf(queue);
        }

        public int size() {
            return queue.size();
        }

        public boolean isEmpty() {
            return queue.isEmpty();
        }
    }
}
