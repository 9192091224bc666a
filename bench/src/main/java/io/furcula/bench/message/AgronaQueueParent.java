package io.furcula.bench.message;

import io.furcula.bench.parent.ParentProcess;
import io.furcula.bench.rate.Timing;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.agrona.concurrent.IdleStrategy;

/** The parent process: {@code FOLDER CASE WARM_UP_MS WINDOW_MS}. It receives, and its children send. */
final class AgronaQueueParent {

    private AgronaQueueParent() {}

    public static void main(String[] args) throws Exception {
        QueueCase queueCase = QueueCase.of(args[1]);
        Path file = Path.of(args[0], "ring");
        Timing timing = Timing.of(args[2], args[3]);
        ParentProcess.answer(() -> measure(queueCase, file, timing, args));
    }

    private static Map<String, List<Double>> measure(
            QueueCase queueCase, Path file, Timing timing, String[] args) throws Exception {
        AgronaRing ring = AgronaRing.create(file, queueCase.isLarge());
        return LibraryConsumer.measure(
                queueCase,
                timing,
                Producer.class,
                List.of(args),
                (frames, receipt, meter) -> ring.consume(frames, receipt, meter));
    }

    /** A child: {@code INDEX} and the arguments of its parent. */
    static final class Producer {

        public static void main(String[] args) {
            LibraryChild.Orders orders = LibraryChild.Orders.listen();
            AgronaRing ring = AgronaRing.open(Path.of(args[1], "ring"));
            IdleStrategy idle = AgronaRing.backOff();
            LibraryConsumer.produce(orders, args, message -> ring.write(message, idle));
        }
    }
}
