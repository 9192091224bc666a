package io.furcula.bench.start;

import io.furcula.Context;
import io.furcula.Process;
import io.furcula.Queue;
import io.furcula.bench.Helpers;
import io.furcula.bench.MemoryRollup;
import io.furcula.bench.parent.Metric;
import io.furcula.bench.parent.ParentProcess;
import io.furcula.forkserver.ForkServer;
import io.furcula.forkserver.Preload;
import java.io.IOException;
import java.lang.ref.Reference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;

/** The parent process: {@code METHOD CASE WARM_UP_MS ROUNDS}. Its peer is {@code start_peer.py}. */
final class StartParent {

    static final Metric START_TO_JOIN = new Metric("start_to_join", "us");
    static final Metric FIRST_START = new Metric("first_start", "us");
    static final Metric FIRST_CALL = new Metric("first_call", "us");
    static final Metric HOT_CALL = new Metric("hot_call", "us");
    static final Metric PARENT_RESIDENT = new Metric("parent_resident", "MiB");
    static final Metric PARENT_HUGE_PAGES = new Metric("parent_huge_pages", "MiB");

    private static final int CHUNK_MIB = 32;

    /** With its header whole regions of G1's, which neither copies it nor wastes memory then. */
    private static final int CHUNK_BYTES = (CHUNK_MIB << 20) - 32;

    private static final Duration HELPERS_LIMIT = Duration.ofSeconds(20);
    private static final int CALLS_UNTIL_HOT = 20_000;
    private static final int HOT_CALLS = 1_000;

    private StartParent() {}

    public static void main(String[] args) throws Exception {
        StartCase startCase = StartCase.of(args[1]);
        Rounds rounds =
                new Rounds(Duration.ofMillis(Long.parseLong(args[2])), Integer.parseInt(args[3]));
        ParentProcess.answer(args[0], context -> measure(context, startCase, rounds));
    }

    private static Map<String, List<Double>> measure(
            Context context, StartCase startCase, Rounds rounds) throws Exception {
        List<byte[]> held = fill(startCase.heapMib());
        try {
            park(startCase.threads());
            System.gc();
            Map<String, List<Double>> samples = startCase == StartCase.FIRST_HOT_CALL
                    ? measureCalls(context, rounds)
                    : measureStarts(context, rounds);
            return withMemory(samples);
        } finally {
            Reference.reachabilityFence(held);
        }
    }

    private static Map<String, List<Double>> measureStarts(Context context, Rounds rounds)
            throws Exception {
        double first = startToJoin(context); // with what a method makes once for many starts
        return Map.of(
                FIRST_START.id(),
                List.of(first),
                START_TO_JOIN.id(),
                rounds.samples(() -> startToJoin(context)));
    }

    private static Map<String, List<Double>> measureCalls(Context context, Rounds rounds)
            throws Exception {
        hotCalls(CALLS_UNTIL_HOT);
        if (context.startMethod().equals("forkserver")) { // its children are copies of a server
            ForkServer.preload(Preload.builder()
                    .initialiser(() -> hotCalls(CALLS_UNTIL_HOT))
                    .onError(Preload.OnError.FAIL)
                    .build());
        }
        try (Queue<Long> nanos = Queue.create()) {
            List<Double> first = rounds.samples(() -> firstCall(context, nanos));
            return Map.of(FIRST_CALL.id(), first, HOT_CALL.id(), hotCalls(HOT_CALLS));
        }
    }

    /** Shows that the parent is what its case says. */
    private static Map<String, List<Double>> withMemory(Map<String, List<Double>> samples)
            throws IOException {
        Map<String, List<Double>> all = new HashMap<>(samples);
        if (MemoryRollup.isKnown()) {
            MemoryRollup memory = MemoryRollup.of(MemoryRollup.SELF);
            all.put(PARENT_RESIDENT.id(), List.of(memory.kib("Rss") / 1024.0));
            all.put(PARENT_HUGE_PAGES.id(), List.of(memory.kib("AnonHugePages") / 1024.0));
        }
        return all;
    }

    private static List<byte[]> fill(int mib) {
        List<byte[]> chunks = new ArrayList<>();
        for (int i = 0; i < mib / CHUNK_MIB; i++) {
            byte[] chunk = new byte[CHUNK_BYTES];
            Arrays.fill(chunk, (byte) 1);
            chunks.add(chunk);
        }
        return chunks;
    }

    private static void park(int threads) throws InterruptedException {
        CountDownLatch started = new CountDownLatch(threads);
        for (int i = 0; i < threads; i++) {
            Thread thread = new Thread(() -> parkForever(started), "bench parked " + i);
            thread.setDaemon(true);
            thread.start();
        }
        started.await();
    }

    private static void parkForever(CountDownLatch started) {
        started.countDown();
        while (true) {
            LockSupport.park(started);
        }
    }

    private static double startToJoin(Context context) throws InterruptedException {
        long begin = System.nanoTime();
        try (Process child = context.process(StartParent::nothing).start()) {
            child.join();
            long nanos = System.nanoTime() - begin;
            child.requireSuccess();
            return nanos / 1e3;
        }
    }

    private static void nothing() {}

    private static double firstCall(Context context, Queue<Long> nanos)
            throws InterruptedException {
        try (Process child = context.process(StartParent::callOnce, nanos).start()) {
            child.requireSuccess();
            return nanos.take() / 1e3;
        }
    }

    private static void callOnce(Queue<Long> nanos) throws Exception {
        nanos.put(HotCall.nanos());
    }

    private static List<Double> hotCalls(int count) throws Exception {
        List<Double> samples = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            samples.add(HotCall.nanos() / 1e3);
        }
        return samples;
    }

    /**
     * How often to measure.
     *
     * @param warmUp how long before, unmeasured
     * @param count how often then
     */
    private record Rounds(Duration warmUp, int count) {

        List<Double> samples(Callable<Double> round) throws Exception {
            round.call(); // a start method may make now what it makes once for many starts
            Helpers.awaitQuiet(HELPERS_LIMIT);
            long end = System.nanoTime() + warmUp.toNanos();
            while (System.nanoTime() < end) {
                round.call();
            }
            List<Double> samples = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                samples.add(round.call());
            }
            return samples;
        }
    }
}
