package io.furcula.testkit.torture;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * The threads that do their worst while children are started; they also check that what they do keeps
 * working in the parent, and that no child goes on with it.
 */
final class Disturbers {

    private static final int POOL_THREADS = 3;
    private static final long SHIFT_NANOS = 50_000_000;
    private static final long STOP_MS = 40_000;

    private final long pid = Kernel.pid();
    private final long seed;
    private final List<Thread> threads = new ArrayList<>();
    private final List<String> problems = Collections.synchronizedList(new ArrayList<>());
    private final ExecutorService pool = Executors.newFixedThreadPool(POOL_THREADS, work -> {
        Thread thread = new Thread(work, "disturbers' pool");
        thread.setDaemon(true);
        return thread;
    });
    private volatile boolean running = true;

    private Disturbers(long seed) {
        this.seed = seed;
    }

    /**
     * Starts threads that disturb, each with the kinds that fall to it: with fewer threads than there
     * are kinds, some have several, and take turns.
     */
    static Disturbers start(int count, long seed) {
        Disturbers disturbers = new Disturbers(seed);
        for (int i = 0; i < count; i++) {
            List<Disturbance> kinds = kinds(i, count);
            long own = Plan.seed(seed, i);
            Thread thread = new Thread(() -> disturbers.disturb(kinds, own), "disturber " + kinds);
            thread.setDaemon(true);
            disturbers.threads.add(thread);
        }
        disturbers.threads.forEach(Thread::start);
        return disturbers;
    }

    /** {@return the kinds of one of some threads} */
    static List<Disturbance> kinds(int thread, int count) {
        List<Disturbance> all = Disturbance.ALL;
        List<Disturbance> kinds = new ArrayList<>();
        for (int kind = thread % all.size(); kind < all.size(); kind += count) {
            kinds.add(all.get(kind));
        }
        return kinds;
    }

    private void disturb(List<Disturbance> kinds, long own) {
        Random random = new Random(own);
        while (running) {
            Disturbance kind = kinds.get(random.nextInt(kinds.size()));
            long begin = System.nanoTime();
            do {
                requireOwn();
                step(kind, random);
            } while (running && System.nanoTime() - begin < SHIFT_NANOS);
        }
    }

    /** Does one step of every kind, so that all that they load and open at first is there. */
    void doAllOnce() {
        Random random = new Random(seed);
        Disturbance.ALL.forEach(kind -> step(kind, random));
    }

    private void step(Disturbance kind, Random random) {
        try {
            kind.step(random, this);
        } catch (Exception | Error e) {
            problems.add("in the parent, " + kind + " failed: " + Evidence.trace(e));
        }
    }

    /** {@return the process that these threads belong to} */
    long pid() {
        return pid;
    }

    /** {@return a pool that is busy most of the time} */
    ExecutorService pool() {
        return pool;
    }

    /** Runs a part of a step that is given to another thread: it too must be one of the parent's. */
    <T> T own(Supplier<T> part) {
        requireOwn();
        return part.get();
    }

    /** As {@link #own(Supplier)}. */
    void own(Runnable part) {
        requireOwn();
        part.run();
    }

    private void requireOwn() {
        long here = Kernel.pid();
        if (here != pid) {
            System.err.println("Process " + here + " runs what belongs to its parent " + pid
                    + ", in thread \"" + Thread.currentThread().getName() + "\":\n"
                    + Evidence.trace(new Throwable("here")));
            Endings.halt(Endings.RUNS_PARENTS_TASK);
        }
    }

    /** {@return and forgets, what went wrong so far, each with its stack} */
    List<String> takeProblems() {
        synchronized (problems) {
            List<String> taken = List.copyOf(problems);
            problems.clear();
            return taken;
        }
    }

    /** Lets all of them end, and waits for it. Whoever does not end is a problem. */
    void stop() throws InterruptedException {
        running = false;
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(STOP_MS);
        for (Thread thread : threads) {
            thread.join(Math.max(1, (end - System.nanoTime()) / 1_000_000));
        }
        pool.shutdown();
        boolean ended = pool.awaitTermination(STOP_MS, TimeUnit.MILLISECONDS);
        for (Thread thread : threads) {
            ended &= !thread.isAlive();
        }
        if (!ended) {
            problems.add("in the parent, threads that disturb do not end\n" + Evidence.stacks());
        }
    }
}
