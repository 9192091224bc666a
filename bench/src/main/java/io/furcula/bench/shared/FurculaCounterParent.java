package io.furcula.bench.shared;

import io.furcula.Context;
import io.furcula.LongValue;
import io.furcula.Queue;
import io.furcula.Value;
import io.furcula.bench.parent.ParentProcess;
import io.furcula.bench.rate.Meter;
import io.furcula.bench.rate.Team;
import io.furcula.bench.rate.Timing;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The parent process: {@code METHOD CASE WARM_UP_MS WINDOW_MS}. Its peer is {@code counter_peer.c}. */
final class FurculaCounterParent {

    private FurculaCounterParent() {}

    public static void main(String[] args) throws Exception {
        int processes = SharedCases.processes(args[1]);
        Timing timing = Timing.of(args[2], args[3]);
        ParentProcess.answer(args[0], context -> measure(context, processes, timing));
    }

    private static Map<String, List<Double>> measure(Context context, int processes, Timing timing)
            throws InterruptedException {
        try (LongValue value = Value.ofLong(0);
                Queue<long[]> tallies = Queue.create()) {
            Team.run(context, processes, (index, startNanos) -> {
                Meter meter = new Meter(timing, startNanos, SharedCases.LOOK_EVERY);
                count(value, meter);
                tallies.put(meter.tally());
            });
            List<long[]> all = new ArrayList<>();
            tallies.drainTo(all);
            if (value.get() != Meter.total(all)) {
                throw new IllegalStateException(
                        Meter.total(all) + " additions came to " + value.get());
            }
            return Map.of(Meter.THROUGHPUT, Meter.perSecond(all, timing));
        }
    }

    private static void count(LongValue value, Meter meter) {
        while (!meter.isOver()) {
            value.getAndAdd(1);
            meter.add(1);
        }
    }
}
