package io.furcula.bench.message;

import io.furcula.ByteMessages;
import io.furcula.Context;
import io.furcula.Queue;
import io.furcula.bench.parent.ParentProcess;
import io.furcula.bench.rate.Team;
import io.furcula.bench.rate.Timing;
import java.nio.ByteBuffer;
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
        try (Queue<byte[]> there = FurculaQueueEnds.create(LatencySuite.CAPACITY, spinning);
                Queue<byte[]> back = FurculaQueueEnds.create(LatencySuite.CAPACITY, spinning);
                Queue<double[]> us = Queue.create()) {
            Team.run(context, 2, (index, startNanos) -> {
                if (index == 0) {
                    RoundTrips trips = new RoundTrips(timing, startNanos);
                    send(ByteMessages.of(there), ByteMessages.of(back), trips);
                    us.put(trips.us());
                } else {
                    echo(ByteMessages.of(there), ByteMessages.of(back));
                }
            });
            return RoundTrips.answer(us.take());
        }
    }

    private static void send(ByteMessages there, ByteMessages back, RoundTrips trips)
            throws InterruptedException {
        Frames frames = new Frames(LatencySuite.BYTES, 0);
        ByteBuffer answer = ByteBuffer.allocate(LatencySuite.BYTES);
        for (long i = 0; !trips.isOver(); i++) {
            long begin = System.nanoTime();
            there.put(frames.message(i), 0, LatencySuite.BYTES);
            back.take(answer.clear());
            trips.add(begin, System.nanoTime());
            LatencySuite.check(i, frames.number(answer.flip()));
        }
        there.put(frames.message(Messages.END), 0, LatencySuite.BYTES);
    }

    private static void echo(ByteMessages there, ByteMessages back) throws InterruptedException {
        Frames frames = new Frames(LatencySuite.BYTES, 0);
        ByteBuffer message = ByteBuffer.allocate(LatencySuite.BYTES);
        while (true) {
            there.take(message.clear());
            long number = frames.number(message.flip());
            if (number == Messages.END) {
                return;
            }
            back.put(frames.message(number), 0, LatencySuite.BYTES);
        }
    }
}
