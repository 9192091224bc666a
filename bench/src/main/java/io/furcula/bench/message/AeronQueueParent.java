package io.furcula.bench.message;

import io.aeron.driver.MediaDriver;
import io.furcula.bench.parent.ParentProcess;
import io.furcula.bench.rate.Timing;
import java.util.List;
import java.util.Map;

/** The parent process: {@code FOLDER CASE WARM_UP_MS WINDOW_MS}. It receives, and its children send. */
final class AeronQueueParent {

    private static final int STREAM = 1;

    private AeronQueueParent() {}

    public static void main(String[] args) throws Exception {
        QueueCase queueCase = QueueCase.of(args[1]);
        Timing timing = Timing.of(args[2], args[3]);
        ParentProcess.answer(() -> measure(queueCase, timing, args));
    }

    private static Map<String, List<Double>> measure(
            QueueCase queueCase, Timing timing, String[] args) throws Exception {
        try (MediaDriver driver = AeronBus.driver(args[0], AeronBus.window(queueCase));
                AeronBus bus = AeronBus.connect(driver.aeronDirectoryName())) {
            AeronBus.In in = bus.in(STREAM, AeronBus.idle(false));
            return LibraryConsumer.measure(
                    queueCase, timing, Producer.class, List.of(args), in::consume);
        }
    }

    /** A child: {@code INDEX} and the arguments of its parent. */
    static final class Producer {

        public static void main(String[] args) {
            LibraryChild.Orders orders = LibraryChild.Orders.listen();
            try (AeronBus bus = AeronBus.connect(args[1])) {
                AeronBus.Out out = bus.out(STREAM, AeronBus.idle(false));
                LibraryConsumer.produce(orders, args, out::send);
            }
        }
    }
}
