package io.furcula.bench.message;

import io.furcula.ByteMessages;
import io.furcula.Queue;
import io.furcula.bench.rate.Meter;
import java.nio.ByteBuffer;
import java.util.function.Consumer;

/** The two ends of a queue of Furcula's, as its users have them who want it to be fast. */
final class FurculaQueueEnds {

    private FurculaQueueEnds() {}

    private static final int BATCH = 1024;

    /** {@return a queue with a bound} */
    static <E> Queue<E> create(int capacity) {
        return Queue.create(capacity);
    }

    /**
     * {@return a queue with a bound}
     *
     * @param spinning whether those who wait never sleep
     */
    static <E> Queue<E> create(int capacity, boolean spinning) {
        Queue.Builder builder = Queue.builder().capacity(capacity);
        return spinning ? builder.spinning().create() : builder.create();
    }

    /**
     * Sends until a time, and then to each consumer that this was all.
     *
     * @param queue gets the messages
     * @param messages what to send
     * @param stopNanos when to stop
     * @param queueCase how often to look at the clock, and how many consumers there are
     * @return how many
     */
    static <E> long produce(
            Queue<E> queue, Messages<E> messages, long stopNanos, QueueCase queueCase)
            throws InterruptedException {
        long sent = 0;
        do {
            for (int i = 0; i < queueCase.lookEvery(); i++) {
                queue.put(messages.message(sent++));
            }
        } while (System.nanoTime() - stopNanos < 0);
        for (int i = 0; i < queueCase.consumers(); i++) {
            queue.put(messages.message(Messages.END));
        }
        return sent;
    }

    /** Receives until all is there. */
    static <E> void consume(Queue<E> queue, Messages<E> messages, Receipt receipt, Meter meter)
            throws InterruptedException {
        while (!receipt.isComplete()) {
            E message = queue.take();
            if (receipt.accept(messages.producer(message), messages.number(message))) {
                meter.add(1);
            }
        }
    }

    /** As {@link #produce}, without an object for each message. */
    static long produceBytes(
            Queue<byte[]> queue, Frames frames, long stopNanos, QueueCase queueCase)
            throws InterruptedException {
        ByteMessages out = ByteMessages.of(queue);
        int length = queueCase.bytes();
        long sent = 0;
        do {
            for (int i = 0; i < queueCase.lookEvery(); i++) {
                out.put(frames.message(sent++), 0, length);
            }
        } while (System.nanoTime() - stopNanos < 0);
        for (int i = 0; i < queueCase.consumers(); i++) {
            out.put(frames.message(Messages.END), 0, length);
        }
        return sent;
    }

    /** As {@link #consume}, where the messages lie; one of several consumers takes one at a time. */
    static void consumeBytes(
            Queue<byte[]> queue, Frames frames, Receipt receipt, Meter meter, QueueCase queueCase)
            throws InterruptedException {
        ByteMessages in = ByteMessages.of(queue);
        Consumer<ByteBuffer> reader = message -> {
            long number = frames.number(message);
            if (receipt.accept(frames.producer(message), number)) {
                meter.add(1);
            }
        };
        int most = queueCase.consumers() == 1 ? BATCH : 1;
        while (!receipt.isComplete()) {
            in.read(reader, most);
        }
    }
}
