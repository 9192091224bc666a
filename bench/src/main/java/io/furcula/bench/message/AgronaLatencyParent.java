package io.furcula.bench.message;

import io.furcula.bench.parent.ParentProcess;
import io.furcula.bench.rate.Timing;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.agrona.concurrent.BusySpinIdleStrategy;
import org.agrona.concurrent.IdleStrategy;

/** The parent process: {@code FOLDER CASE WARM_UP_MS WINDOW_MS}, where the case is to spin. */
final class AgronaLatencyParent {

    private static final String THERE = "there";
    private static final String BACK = "back";

    private AgronaLatencyParent() {}

    public static void main(String[] args) throws Exception {
        Path folder = Path.of(args[0]);
        Timing timing = Timing.of(args[2], args[3]);
        ParentProcess.answer(() -> measure(folder, timing));
    }

    private static Map<String, List<Double>> measure(Path folder, Timing timing) throws Exception {
        AgronaRing there = AgronaRing.create(folder.resolve(THERE), false);
        AgronaRing back = AgronaRing.create(folder.resolve(BACK), false);
        List<LibraryChild> echo = LibraryChild.start(1, Echo.class, List.of(folder.toString()));
        try {
            return LibraryRoundTrip.measure(timing, echo.get(0), new Rings(there, back));
        } finally {
            LibraryChild.close(echo);
        }
    }

    /** A child: {@code INDEX FOLDER}. */
    static final class Echo {

        public static void main(String[] args) {
            LibraryChild.Orders orders = LibraryChild.Orders.listen();
            Path folder = Path.of(args[1]);
            LibraryRoundTrip.echo(
                    orders,
                    new Rings(
                            AgronaRing.open(folder.resolve(BACK)),
                            AgronaRing.open(folder.resolve(THERE))));
        }
    }

    private record Rings(AgronaRing out, AgronaRing in, IdleStrategy idle)
            implements LibraryRoundTrip.End {

        Rings(AgronaRing out, AgronaRing in) {
            this(out, in, BusySpinIdleStrategy.INSTANCE);
        }

        @Override
        public void send(byte[] message) {
            out.write(message, idle);
        }

        @Override
        public long receive(Frames frames) {
            return in.next(frames, idle);
        }
    }
}
