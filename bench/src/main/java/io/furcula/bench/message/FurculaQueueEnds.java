package io.furcula.bench.message;

import io.furcula.Queue;
import io.furcula.bench.rate.Meter;

/** The two ends of a queue of Furcula's, as its users have them who want it to be fast. */
final class FurculaQueueEnds {

    private FurculaQueueEnds() {}

    /** {@return a queue with a bound} */
    static <E> Queue<E> create(int capacity) {
        return Queue.create(capacity);
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

    /**
     * {@return the next message}
     *
     * @param spinning whether to wait without sleeping
     */
    static <E> E take(Queue<E> queue, boolean spinning) throws InterruptedException {
        if (!spinning) {
            return queue.take();
        }
        while (true) {
            E message = queue.poll();
            if (message != null) {
                return message;
            }
            Thread.onSpinWait();
        }
    }
}
