package io.furcula.bench.message;

import io.furcula.Context;
import io.furcula.Queue;
import io.furcula.bench.parent.ParentProcess;
import io.furcula.bench.rate.Team;
import io.furcula.bench.rate.Timing;
import java.util.List;
import java.util.Map;

/** The parent process: {@code METHOD CASE WARM_UP_MS WINDOW_MS}. Its peer is {@code latency_peer.py}. */
final class FurculaLatencyParent {

    private FurculaLatencyParent() {}

    public static void main(String[] args) throws Exception {
        boolean spinning = args[1].equals(LatencySuite.SPINNING);
        Timing timing = Timing.of(args[2], args[3]);
        ParentProcess.answer(args[0], context -> measure(context, spinning, timing));
    }

    private static Map<String, List<Double>> measure(
            Context context, boolean spinning, Timing timing) throws InterruptedException {
        FurculaQueueParent.rehearse(QueueCase.ONE_TO_ONE, timing);
        try (Queue<byte[]> there = FurculaQueueEnds.create(LatencySuite.CAPACITY);
                Queue<byte[]> back = FurculaQueueEnds.create(LatencySuite.CAPACITY);
                Queue<double[]> us = Queue.create()) {
            Team.run(context, 2, (index, startNanos) -> {
                if (index == 0) {
                    RoundTrips trips = new RoundTrips(timing, startNanos);
                    send(there, back, spinning, trips);
                    us.put(trips.us());
                } else {
                    echo(there, back, spinning);
                }
            });
            return RoundTrips.answer(us.take());
        }
    }

    private static void send(
            Queue<byte[]> there, Queue<byte[]> back, boolean spinning, RoundTrips trips)
            throws InterruptedException {
        Frames frames = new Frames(LatencySuite.BYTES, 0);
        for (long i = 0; !trips.isOver(); i++) {
            long begin = System.nanoTime();
            there.put(frames.message(i));
            long number = frames.number(FurculaQueueEnds.take(back, spinning));
            trips.add(begin, System.nanoTime());
            LatencySuite.check(i, number);
        }
        there.put(frames.message(Messages.END));
    }

    private static void echo(Queue<byte[]> there, Queue<byte[]> back, boolean spinning)
            throws InterruptedException {
        Frames frames = new Frames(LatencySuite.BYTES, 0);
        while (true) {
            long number = frames.number(FurculaQueueEnds.take(there, spinning));
            if (number == Messages.END) {
                return;
            }
            back.put(frames.message(number));
        }
    }
}
