package io.furcula.bench.message;

import io.furcula.bench.message.Receipt.Total;
import io.furcula.bench.rate.Meter;
import io.furcula.bench.rate.Timing;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What the parents of libraries have in common: they receive, and their children send. */
final class LibraryConsumer {

    private static final long AHEAD_NANOS = 20_000_000;

    private LibraryConsumer() {}

    /** Receives until all is there. */
    @FunctionalInterface
    interface Consumer {
        void consume(Frames frames, Receipt receipt, Meter meter);
    }

    /** Sends a message, when there is room for it. */
    @FunctionalInterface
    interface Sender {
        void send(byte[] message);
    }

    /**
     * Measures, as {@link FurculaQueueParent} does.
     *
     * @param producer the main class of the children, which calls {@link #produce}
     * @param arguments theirs
     * @param consumer receives
     */
    static Map<String, List<Double>> measure(
            QueueCase queueCase,
            Timing timing,
            Class<?> producer,
            List<String> arguments,
            Consumer consumer)
            throws IOException {
        List<LibraryChild> children =
                LibraryChild.start(queueCase.producers(), producer, arguments);
        try {
            long startNanos = System.nanoTime() + AHEAD_NANOS;
            children.forEach(c -> c.begin(startNanos));
            Receipt receipt = new Receipt(queueCase.producers(), true);
            Meter meter = new Meter(timing, startNanos, queueCase.lookEvery());
            consumer.consume(new Frames(queueCase.bytes(), 0), receipt, meter);
            List<Total> sent = new ArrayList<>();
            for (LibraryChild child : children) {
                sent.add(Total.sent(child.result()));
            }
            Total.check(sent, List.of(receipt.total()));
            return Map.of(Meter.THROUGHPUT, Meter.perSecond(List.of(meter.tally()), timing));
        } finally {
            LibraryChild.close(children);
        }
    }

    /**
     * In a child: sends until its time is over.
     *
     * @param orders the parent's
     * @param args {@code INDEX FOLDER CASE WARM_UP_MS WINDOW_MS}
     * @param sender sends
     */
    static void produce(LibraryChild.Orders orders, String[] args, Sender sender) {
        QueueCase queueCase = QueueCase.of(args[2]);
        Frames frames = new Frames(queueCase.bytes(), Integer.parseInt(args[0]));
        long startNanos = orders.awaitBegin();
        long stopNanos = Timing.of(args[3], args[4]).stopNanos(startNanos);
        long sent = 0;
        do {
            for (int i = 0; i < queueCase.lookEvery(); i++) {
                sender.send(frames.message(sent++));
            }
        } while (System.nanoTime() - stopNanos < 0);
        sender.send(frames.message(Messages.END));
        orders.done(sent);
    }
}
