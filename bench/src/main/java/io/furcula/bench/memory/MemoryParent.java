package io.furcula.bench.memory;

import io.furcula.Context;
import io.furcula.Process;
import io.furcula.ProcessGroup;
import io.furcula.Queue;
import io.furcula.bench.Helpers;
import io.furcula.bench.MemoryRollup;
import io.furcula.bench.parent.Metric;
import io.furcula.bench.parent.ParentProcess;
import io.furcula.bench.parent.UnavailableException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The parent process: {@code METHOD CHILDREN}. Its peer is {@code memory_peer.py}. */
final class MemoryParent {

    static final Metric PRIVATE_DIRTY = new Metric("private_dirty", "KiB");
    static final Metric PSS = new Metric("pss", "KiB");

    private static final Duration TICK = Duration.ofMillis(100);
    private static final Duration QUIET_LIMIT = Duration.ofSeconds(20);

    private MemoryParent() {}

    public static void main(String[] args) throws Exception {
        int children = Integer.parseInt(args[1]);
        ParentProcess.answer(args[0], context -> measure(context, children));
    }

    private static Map<String, List<Double>> measure(Context context, int children)
            throws IOException, InterruptedException, UnavailableException {
        startOnce(context);
        try (Queue<Integer> up = used();
                Queue<Integer> stop = used();
                ProcessGroup group = context.startAll(children, i -> idle(up, stop, i))) {
            awaitUp(group, up);
            Helpers.awaitQuiet(QUIET_LIMIT);
            requireAlive(group);
            List<Double> privateDirty = new ArrayList<>();
            List<Double> pss = new ArrayList<>();
            for (Process child : group.processes()) {
                MemoryRollup memory = MemoryRollup.of(pid(child));
                privateDirty.add((double) memory.kib("Private_Dirty"));
                pss.add((double) memory.kib("Pss"));
            }
            for (int i = 0; i < children; i++) {
                stop.put(i);
            }
            group.requireSuccess();
            return Map.of(PRIVATE_DIRTY.id(), privateDirty, PSS.id(), pss);
        }
    }

    /** A start method may make now what it makes once for many starts. */
    private static void startOnce(Context context)
            throws InterruptedException, UnavailableException {
        try (Process child = context.process(() -> {}).start()) {
            child.requireSuccess();
            pid(child);
        }
        Helpers.awaitQuiet(QUIET_LIMIT);
    }

    /** What a parent has used, a copy of it need not load. */
    private static Queue<Integer> used() throws InterruptedException {
        Queue<Integer> queue = Queue.create();
        queue.put(0);
        queue.take();
        return queue;
    }

    private static String pid(Process child) throws UnavailableException {
        long pid = child.pid().orElseThrow();
        if (pid == ProcessHandle.current().pid()) {
            throw new UnavailableException("a child has no memory of its own");
        }
        return String.valueOf(pid);
    }

    private static void idle(Queue<Integer> up, Queue<Integer> stop, int index)
            throws InterruptedException {
        up.put(index);
        stop.take();
    }

    private static void awaitUp(ProcessGroup group, Queue<Integer> up) throws InterruptedException {
        for (int i = 0; i < group.processes().size(); i++) {
            while (up.poll(TICK) == null) {
                requireAlive(group);
            }
        }
    }

    private static void requireAlive(ProcessGroup group) throws InterruptedException {
        for (Process child : group.processes()) {
            if (child.exitStatus().isPresent()) {
                child.requireSuccess();
                throw new IllegalStateException(child + " has ended before it was told to");
            }
        }
    }
}
