package io.furcula.bench.jobs;

import io.furcula.Array;
import io.furcula.Context;
import io.furcula.LongArray;
import io.furcula.LongValue;
import io.furcula.Process;
import io.furcula.ProcessGroup;
import io.furcula.Queue;
import io.furcula.Target;
import io.furcula.Value;
import io.furcula.bench.BenchFailedException;
import io.furcula.bench.Screen;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;

/** Workers of one start method, fed from a queue. A worker that dies ends the round at once. */
final class FurculaSubject implements Subject {

    private static final int QUEUE_CAPACITY = 64;
    private static final Duration TICK = Duration.ofMillis(100);
    private static final long READY_CHECK_NANOS = 100_000;

    /** No result for so long, with all workers alive, is a failure and not patience. */
    private static final Duration STALLED = Duration.ofMinutes(2);

    private final String method;
    private final Function<JarWorker, Target.Indexed> disturbance;

    FurculaSubject(String method) {
        this(method, worker -> worker);
    }

    /** For tests: what the workers run instead. */
    FurculaSubject(String method, Function<JarWorker, Target.Indexed> disturbance) {
        this.method = method;
        this.disturbance = disturbance;
    }

    @Override
    public String name() {
        return "furcula-" + method;
    }

    @Override
    public void prepare(int workers) throws InterruptedException {
        try (ProcessGroup group = Context.of(method).startAll(workers, index -> {})) {
            group.requireSuccess();
        }
    }

    @Override
    public Round run(JarFolder input, int workers, Screen screen, String label)
            throws BenchFailedException, InterruptedException {
        try (Queue<String> jobs = Queue.create(QUEUE_CAPACITY);
                Queue<JarResult> results = Queue.create();
                LongValue ready = Value.ofLong(0);
                SharedTotals totals = SharedTotals.create();
                LongArray perWorker = Array.ofLongs(workers * JarWorker.SLOT_LENGTH)) {
            JarWorker worker =
                    new JarWorker(input.root().toString(), jobs, results, ready, totals, perWorker);
            long start = System.nanoTime();
            try (ProcessGroup group =
                    Context.of(method).startAll(workers, disturbance.apply(worker))) {
                while (ready.get() < workers) {
                    checkAlive(group, start);
                    LockSupport.parkNanos(READY_CHECK_NANOS);
                    if (Thread.interrupted()) {
                        throw new InterruptedException();
                    }
                }
                long begin = System.nanoTime();
                Collector collector = new Collector(input, results, group, screen, label);
                collector.feed(jobs, workers);
                collector.collectRest();
                long end = System.nanoTime();
                requireEnd(group);
                return new Round(
                        (begin - start) / 1e6,
                        (end - begin) / 1e6,
                        check(totals, perWorker, collector.byJar, input),
                        memory(group, perWorker));
            }
        }
    }

    /** Feeds the workers and takes their results, in one thread: the results' queue has no bound. */
    private static final class Collector {
        private final JarFolder input;
        private final Queue<JarResult> results;
        private final ProcessGroup group;
        private final Screen screen;
        private final String label;
        private final Map<String, JarResult> byJar = new HashMap<>();
        private long lastResult = System.nanoTime();

        Collector(
                JarFolder input,
                Queue<JarResult> results,
                ProcessGroup group,
                Screen screen,
                String label) {
            this.input = input;
            this.results = results;
            this.group = group;
            this.screen = screen;
            this.label = label;
        }

        void feed(Queue<String> jobs, int workers)
                throws BenchFailedException, InterruptedException {
            for (String jar : input.jars()) {
                put(jobs, jar);
            }
            for (int i = 0; i < workers; i++) {
                put(jobs, JarWorker.STOP);
            }
        }

        private void put(Queue<String> jobs, String job)
                throws BenchFailedException, InterruptedException {
            while (!jobs.offer(job, TICK)) {
                checkAlive(group, lastResult);
                takeAll();
            }
            takeAll();
        }

        private void takeAll() {
            for (JarResult result = results.poll(); result != null; result = results.poll()) {
                add(result);
            }
        }

        void collectRest() throws BenchFailedException, InterruptedException {
            while (byJar.size() < input.jars().size()) {
                JarResult result = results.poll(TICK);
                if (result != null) {
                    add(result);
                } else {
                    checkAlive(group, lastResult);
                }
            }
        }

        private void add(JarResult result) {
            byJar.put(result.jar(), result);
            lastResult = System.nanoTime();
            screen.progress(label, byJar.size(), input.jars().size());
        }
    }

    /** Fails with what a worker died of, or because nothing has happened for too long. */
    private static void checkAlive(ProcessGroup group, long sinceNanos)
            throws BenchFailedException, InterruptedException {
        for (Process process : group.processes()) {
            if (process.exitStatus().isPresent()) {
                process.requireSuccess();
            }
        }
        long waited = System.nanoTime() - sinceNanos;
        if (waited > STALLED.toNanos()) {
            throw new BenchFailedException(
                    "No result for " + waited / 1_000_000_000 + " s from " + group.processes());
        }
    }

    private static void requireEnd(ProcessGroup group)
            throws BenchFailedException, InterruptedException {
        if (!group.join(STALLED)) {
            throw new BenchFailedException("Told to stop, they do not end: " + group.processes());
        }
        group.requireSuccess();
    }

    /** Shared memory must say what the results say. */
    private static JobTotals check(
            SharedTotals shared, LongArray perWorker, Map<String, JarResult> byJar, JarFolder input)
            throws BenchFailedException {
        JobTotals told = new JobTotals(
                byJar.size(),
                byJar.values().stream().mapToLong(JarResult::bytes).sum(),
                byJar.values().stream().mapToLong(JarResult::classes).sum(),
                byJar.values().stream().filter(r -> r.error() != null).count(),
                digest(byJar, input));
        JobTotals counted = new JobTotals(
                shared.jars().get(),
                shared.bytes().get(),
                shared.classes().get(),
                shared.unreadable().get(),
                told.digest());
        if (!told.equals(counted)) {
            throw new BenchFailedException(
                    "Shared totals are wrong: results say " + told + ", shared values " + counted);
        }
        long slots = 0;
        for (int i = 0; i < perWorker.length(); i += JarWorker.SLOT_LENGTH) {
            slots += perWorker.get(i + JarWorker.SLOT_JARS);
        }
        if (slots != told.jars()) {
            throw new BenchFailedException(
                    "Workers took " + slots + " jars, but there are results of " + told.jars());
        }
        return told;
    }

    private static String digest(Map<String, JarResult> byJar, JarFolder input) {
        try {
            MessageDigest all = MessageDigest.getInstance("SHA-256");
            for (String jar : input.jars()) {
                JarResult result = byJar.get(jar);
                String digest = result == null ? "" : result.sha256();
                all.update((jar + "\0" + digest + "\n").getBytes(StandardCharsets.UTF_8));
            }
            return HexFormat.of().formatHex(all.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every JDK has SHA-256", e);
        }
    }

    /** A worker with this JVM's process id has no memory of its own. */
    private static List<MemoryUse> memory(ProcessGroup group, LongArray perWorker) {
        long own = ProcessHandle.current().pid();
        List<MemoryUse> memory = new ArrayList<>();
        for (int i = 0; i < group.processes().size(); i++) {
            int slot = i * JarWorker.SLOT_LENGTH;
            MemoryUse use = new MemoryUse(
                    perWorker.get(slot + JarWorker.SLOT_PRIVATE_KIB),
                    perWorker.get(slot + JarWorker.SLOT_PROPORTIONAL_KIB));
            if (use.isKnown() && group.processes().get(i).pid().orElse(own) != own) {
                memory.add(use);
            }
        }
        return memory;
    }
}
