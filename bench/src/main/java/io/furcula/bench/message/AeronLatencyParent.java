package io.furcula.bench.message;

import io.aeron.driver.MediaDriver;
import io.furcula.bench.parent.ParentProcess;
import io.furcula.bench.rate.Timing;
import java.util.List;
import java.util.Map;

/** The parent process: {@code FOLDER CASE WARM_UP_MS WINDOW_MS}. */
final class AeronLatencyParent {

    private static final int THERE = 1;
    private static final int BACK = 2;
    private static final int WINDOW_BYTES = 1 << 20;

    private AeronLatencyParent() {}

    public static void main(String[] args) throws Exception {
        boolean spinning = args[1].equals(LatencySuite.SPINNING);
        Timing timing = Timing.of(args[2], args[3]);
        ParentProcess.answer(() -> measure(args[0], spinning, timing));
    }

    private static Map<String, List<Double>> measure(String folder, boolean spinning, Timing timing)
            throws Exception {
        try (MediaDriver driver = AeronBus.driver(folder, WINDOW_BYTES);
                AeronBus bus = AeronBus.connect(driver.aeronDirectoryName())) {
            AeronBus.In in = bus.in(BACK, AeronBus.idle(spinning));
            List<LibraryChild> echo =
                    LibraryChild.start(1, Echo.class, List.of(folder, String.valueOf(spinning)));
            try {
                AeronBus.Out out = bus.out(THERE, AeronBus.idle(spinning));
                return LibraryRoundTrip.measure(timing, echo.get(0), new Streams(out, in));
            } finally {
                LibraryChild.close(echo);
            }
        }
    }

    /** A child: {@code INDEX FOLDER SPINNING}. */
    static final class Echo {

        public static void main(String[] args) {
            LibraryChild.Orders orders = LibraryChild.Orders.listen();
            boolean spinning = Boolean.parseBoolean(args[2]);
            try (AeronBus bus = AeronBus.connect(args[1])) {
                AeronBus.In in = bus.in(THERE, AeronBus.idle(spinning));
                AeronBus.Out out = bus.out(BACK, AeronBus.idle(spinning));
                LibraryRoundTrip.echo(orders, new Streams(out, in));
            }
        }
    }

    private record Streams(AeronBus.Out out, AeronBus.In in) implements LibraryRoundTrip.End {

        @Override
        public void send(byte[] message) {
            out.send(message);
        }

        @Override
        public long receive(Frames frames) {
            return in.next(frames);
        }
    }
}
