package io.furcula.bench.shared;

import io.furcula.Array;
import io.furcula.Context;
import io.furcula.LongArray;
import io.furcula.Queue;
import io.furcula.bench.parent.ParentProcess;
import io.furcula.bench.rate.Meter;
import io.furcula.bench.rate.Team;
import io.furcula.bench.rate.Timing;
import io.furcula.sync.Lock;
import java.nio.LongBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The parent process: {@code METHOD CASE WARM_UP_MS WINDOW_MS}. Its peer is {@code lock_peer.c}. */
final class FurculaLockParent {

    private FurculaLockParent() {}

    public static void main(String[] args) throws Exception {
        int processes = SharedCases.processes(args[1]);
        Timing timing = Timing.of(args[2], args[3]);
        ParentProcess.answer(args[0], context -> measure(context, processes, timing));
    }

    private static Map<String, List<Double>> measure(Context context, int processes, Timing timing)
            throws InterruptedException {
        Lock lock = Lock.create();
        try (LongArray value = Array.ofLongs(1);
                Queue<long[]> tallies = Queue.create()) {
            Team.run(context, processes, (index, startNanos) -> {
                Meter meter = new Meter(timing, startNanos, SharedCases.LOOK_EVERY);
                count(lock, value.buffer(), meter);
                tallies.put(meter.tally());
            });
            List<long[]> all = new ArrayList<>();
            tallies.drainTo(all);
            if (value.get(0) != Meter.total(all)) {
                throw new IllegalStateException("two processes held the lock at once: "
                        + Meter.total(all) + " additions came to " + value.get(0));
            }
            return Map.of(Meter.THROUGHPUT, Meter.perSecond(all, timing));
        }
    }

    /** The buffer is the array's memory, read and written as any other, not as what is volatile. */
    private static void count(Lock lock, LongBuffer value, Meter meter) {
        while (!meter.isOver()) {
            lock.lock();
            try {
                value.put(0, value.get(0) + 1);
            } finally {
                lock.unlock();
            }
            meter.add(1);
        }
    }
}
