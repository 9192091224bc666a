package io.furcula.bench.message;

import io.furcula.bench.rate.Timing;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/** What the parents of libraries have in common that send a message to a child and await it back. */
final class LibraryRoundTrip {

    private static final long AHEAD_NANOS = 20_000_000;

    private LibraryRoundTrip() {}

    /** One end of what two processes talk by. */
    interface End {
        void send(byte[] message);

        /** {@return the number of the next message} */
        long receive(Frames frames);
    }

    /**
     * Measures, as {@link FurculaLatencyParent} does.
     *
     * @param echo the child
     * @param end the parent's end
     */
    static Map<String, List<Double>> measure(Timing timing, LibraryChild echo, End end)
            throws IOException {
        long startNanos = System.nanoTime() + AHEAD_NANOS;
        echo.begin(startNanos);
        Frames frames = new Frames(LatencySuite.BYTES, 0);
        RoundTrips trips = new RoundTrips(timing, startNanos);
        long sent = 0;
        for (; !trips.isOver(); sent++) {
            long begin = System.nanoTime();
            end.send(frames.message(sent));
            long number = end.receive(frames);
            trips.add(begin, System.nanoTime());
            LatencySuite.check(sent, number);
        }
        end.send(frames.message(Messages.END));
        LatencySuite.check(sent, echo.result());
        return RoundTrips.answer(trips.us());
    }

    /** In the child: sends back what it receives, until its parent says that this was all. */
    static void echo(LibraryChild.Orders orders, End end) {
        Frames frames = new Frames(LatencySuite.BYTES, 0);
        orders.awaitBegin();
        long echoed = 0;
        long number = end.receive(frames);
        while (number != Messages.END) {
            end.send(frames.message(number));
            echoed++;
            number = end.receive(frames);
        }
        orders.done(echoed);
    }
}
