package io.furcula.bench.message;

import io.furcula.Context;
import io.furcula.Queue;
import io.furcula.bench.message.Receipt.Total;
import io.furcula.bench.parent.ParentProcess;
import io.furcula.bench.rate.Meter;
import io.furcula.bench.rate.Team;
import io.furcula.bench.rate.Timing;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.FutureTask;

/** The parent process: {@code METHOD CASE WARM_UP_MS WINDOW_MS}. Its peer is {@code queue_peer.py}. */
final class FurculaQueueParent {

    private FurculaQueueParent() {}

    public static void main(String[] args) throws Exception {
        QueueCase queueCase = QueueCase.of(args[1]);
        Timing timing = Timing.of(args[2], args[3]);
        ParentProcess.answer(args[0], context -> measure(context, queueCase, timing));
    }

    private static Map<String, List<Double>> measure(
            Context context, QueueCase queueCase, Timing timing) throws InterruptedException {
        rehearse(queueCase, timing);
        int producers = queueCase.producers();
        int consumers = queueCase.consumers();
        try (Queue<Object> queue = FurculaQueueEnds.create(queueCase.capacity());
                Queue<Total> sent = Queue.create();
                Queue<Total> received = Queue.create();
                Queue<long[]> tallies = Queue.create()) {
            Team.run(context, producers + consumers, (index, startNanos) -> {
                if (index < producers) {
                    long stop = timing.stopNanos(startNanos);
                    sent.put(Total.sent(produce(queue, index, stop, queueCase)));
                } else {
                    Receipt receipt = new Receipt(producers, consumers == 1);
                    Meter meter = new Meter(timing, startNanos, queueCase.lookEvery());
                    consume(queue, receipt, meter, queueCase);
                    received.put(receipt.total());
                    tallies.put(meter.tally());
                }
            });
            Total.check(drain(sent), drain(received));
            return Map.of(Meter.THROUGHPUT, Meter.perSecond(drain(tallies), timing));
        }
    }

    /**
     * Does by threads what the children will do, for as long as they warm up: they are copies of this
     * process, where the start method makes copies, and so have what was compiled here.
     */
    static void rehearse(QueueCase queueCase, Timing timing) throws InterruptedException {
        long startNanos = System.nanoTime();
        long stop = startNanos + timing.warmUp().toNanos();
        try (Queue<Object> queue = FurculaQueueEnds.create(queueCase.capacity())) {
            Thread producer = new Thread(
                    new FutureTask<>(() -> produce(queue, 0, stop, queueCase)), "bench rehearsal");
            producer.setDaemon(true); // if it fails, this process waits in vain, and is killed
            producer.start();
            Receipt receipt = new Receipt(1, true);
            Meter meter = new Meter(timing, startNanos, queueCase.lookEvery());
            consume(queue, receipt, meter, queueCase);
            producer.join();
        }
    }

    private static long produce(
            Queue<Object> queue, int producer, long stopNanos, QueueCase queueCase)
            throws InterruptedException {
        return queueCase.bytes() > 0
                ? FurculaQueueEnds.produceBytes(
                        bytes(queue), new Frames(queueCase.bytes(), producer), stopNanos, queueCase)
                : FurculaQueueEnds.produce(
                        queue, messages(queueCase, producer), stopNanos, queueCase);
    }

    private static void consume(
            Queue<Object> queue, Receipt receipt, Meter meter, QueueCase queueCase)
            throws InterruptedException {
        if (queueCase.bytes() > 0) {
            Frames frames = new Frames(queueCase.bytes(), 0);
            FurculaQueueEnds.consumeBytes(bytes(queue), frames, receipt, meter, queueCase);
        } else {
            FurculaQueueEnds.consume(queue, messages(queueCase, 0), receipt, meter);
        }
    }

    @SuppressWarnings({"unchecked", "rawtypes"}) // of a case that has no other messages
    private static Queue<byte[]> bytes(Queue<Object> queue) {
        return (Queue) queue;
    }

    @SuppressWarnings("unchecked") // sent and received by the same kind of messages
    private static Messages<Object> messages(QueueCase queueCase, int producer) {
        return (Messages<Object>) queueCase.messages(producer);
    }

    private static <E> List<E> drain(Queue<E> queue) {
        List<E> all = new ArrayList<>();
        queue.drainTo(all);
        return all;
    }
}
