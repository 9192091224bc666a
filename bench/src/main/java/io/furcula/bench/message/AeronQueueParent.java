package io.furcula.bench.message;

import io.aeron.driver.MediaDriver;
import io.furcula.bench.parent.ParentProcess;
import io.furcula.bench.rate.Timing;
import java.util.List;
import java.util.Map;

/**
 * The parent process: {@code FOLDER CASE WARM_UP_MS WINDOW_MS}. It receives, and its children send, to one
 * log.
 */
final class AeronQueueParent {

    private static final int STREAM = 1;

    private AeronQueueParent() {}

    public static void main(String[] args) throws Exception {
        answer(args, 1, Producer.class);
    }

    private static void answer(String[] args, int logs, Class<?> producer) throws Exception {
        QueueCase queueCase = QueueCase.of(args[1]);
        Timing timing = Timing.of(args[2], args[3]);
        ParentProcess.answer(() -> measure(queueCase, timing, args, logs, producer));
    }

    private static Map<String, List<Double>> measure(
            QueueCase queueCase, Timing timing, String[] args, int logs, Class<?> producer)
            throws Exception {
        int window = AeronBus.window(queueCase, logs);
        try (MediaDriver driver = AeronBus.driver(args[0], window);
                AeronBus bus = AeronBus.connect(driver.aeronDirectoryName())) {
            AeronBus.In in = bus.in(STREAM, AeronBus.idle(false));
            return LibraryConsumer.measure(queueCase, timing, producer, List.of(args), in::consume);
        }
    }

    private static void produce(String[] args, boolean exclusive) {
        LibraryChild.Orders orders = LibraryChild.Orders.listen();
        try (AeronBus bus = AeronBus.connect(args[1])) {
            AeronBus.Out out = bus.out(STREAM, AeronBus.idle(false), exclusive);
            LibraryConsumer.produce(orders, args, out::send);
        }
    }

    /** A child: {@code INDEX} and the arguments of its parent. One that is alone needs to share nothing. */
    static final class Producer {

        public static void main(String[] args) {
            produce(args, QueueCase.of(args[2]).producers() == 1);
        }
    }

    /** The same, with a log for each child. */
    static final class Exclusive {

        public static void main(String[] args) throws Exception {
            answer(args, QueueCase.of(args[1]).producers(), ExclusiveProducer.class);
        }
    }

    /** A child that has a log of its own. */
    static final class ExclusiveProducer {

        public static void main(String[] args) {
            produce(args, true);
        }
    }
}
