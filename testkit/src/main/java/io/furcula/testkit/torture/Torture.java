package io.furcula.testkit.torture;

import io.furcula.Context;
import io.furcula.ForkHook;
import io.furcula.ForkHooks;
import io.furcula.Process;
import io.furcula.StartFailedException;
import io.furcula.sync.Event;
import io.furcula.testkit.Await;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One run of the command. */
/*
 *   warm up:  disturb, start a few children, stop disturbing, look at what this process holds
 *   torture:  disturb, start children until the time or their number is up, stop disturbing
 *   look:     does this process hold what it held before? did children touch what is not theirs?
 *
 * What a child does follows from the seed and its number, whichever thread starts it.
 */
final class Torture {

    private static final long TICK_MS = 1000;
    private static final long PROGRESS_SECONDS = 10;
    private static final Duration SETTLING = Duration.ofSeconds(20);

    /** The warm-up's children have numbers below 0. */
    private static final int WARM_UP_CHILDREN = 4;

    /** Long enough for others to see it: see Deadlocks. */
    private static final Duration LONG_WAIT = Duration.ofMillis(500);

    private final TortureOptions options;
    private final PrintStream out;
    private final Tally tally;

    Torture(TortureOptions options, PrintStream out) {
        this.options = options;
        this.out = out;
        this.tally = new Tally(out);
    }

    /** {@return whether nothing failed} */
    boolean run() throws IOException, InterruptedException {
        printHeader();
        try (Belongings belongings = Belongings.create()) {
            beat(false);
            Chore.IdlePool.POOL.prestartAllCoreThreads();
            warmUp(belongings);
            Held before = settledAfter(Held.now());
            out.println("after warm-up: " + before + ", " + memory());
            torture(belongings);
            tally.check("what children must not touch", belongings.problems());
            lookForLeaks(before);
        }
        out.println("at the end: " + memory());
        tally.printStatistics();
        end();
        return tally.failed() == 0;
    }

    private void end() throws IOException {
        tally.printLine();
        beat(true);
    }

    private void beat(boolean ended) throws IOException {
        Heartbeat.beat(tally.passed(), tally.failed(), ended);
    }

    /**
     * Looks whether a start method can be tortured.
     *
     * @throws IllegalArgumentException if there is no such method, if it cannot work here, or if it
     *     starts no processes
     */
    static void requireProcesses(TortureOptions options) throws InterruptedException {
        String method = options.startMethod();
        try (Process probe = Context.of(method).process(Torture::nothing).start()) {
            if (probe.pid().orElse(0) == ProcessHandle.current().pid()) {
                throw new IllegalArgumentException(
                        method + " starts no processes: the exit of a child would end its parent");
            }
            probe.join(options.deadline());
        } catch (StartFailedException e) {
            Work.sink = e; // the first real child will show it, and be counted
        }
    }

    private static void nothing() {}

    private void printHeader() {
        out.println("torture of " + options.method()
                + ": seed " + options.seed()
                + ", threads " + options.threads()
                + ", depth " + options.depth()
                + ", parallel " + options.parallel()
                + "; process " + ProcessHandle.current().pid());
        List<String> collectors = ManagementFactory.getGarbageCollectorMXBeans().stream()
                .map(GarbageCollectorMXBean::getName)
                .toList();
        out.println("JVM " + Runtime.version() + ", " + String.join(" + ", collectors) + ", "
                + Runtime.getRuntime().availableProcessors() + " processors, heap up to "
                + (Runtime.getRuntime().maxMemory() >> 20) + " MiB");
    }

    private static String memory() {
        return Kernel.status("VmRSS") + " resident, " + Kernel.mappings() + " mappings";
    }

    private void warmUp(Belongings belongings) throws IOException, InterruptedException {
        Disturbers disturbers = Disturbers.start(options.threads(), options.seed());
        disturbers.doAllOnce();
        AtomicLong left = new AtomicLong(WARM_UP_CHILDREN);
        start(1, disturbers, () -> {
            long number = left.getAndDecrement();
            return number > 0 ? task(-number, belongings) : null;
        });
        stop(disturbers);
        waitForLong();
    }

    /** What a process makes once, when it first waits for long, is no leak later. */
    private static void waitForLong() throws InterruptedException {
        if (Event.create().await(LONG_WAIT)) {
            throw new AssertionError("an event that nobody sets is set");
        }
    }

    private void stop(Disturbers disturbers) throws InterruptedException {
        disturbers.stop();
        disturbers.takeProblems().forEach(tally::fail);
    }

    private ChildTask task(long number, Belongings belongings) {
        long seed = Plan.seed(options.seed(), number);
        return new ChildTask(
                options.method(),
                seed,
                Plan.depth(seed, options.depth()),
                (int) options.deadline().toSeconds(),
                belongings.folder().toString(),
                tally.isLoud());
    }

    private void torture(Belongings belongings) throws IOException, InterruptedException {
        Disturbers disturbers = Disturbers.start(options.threads(), options.seed());
        ForkHook stopwatch = stopwatch();
        ForkHooks.register(stopwatch);
        long end = System.nanoTime() + options.duration().toNanos();
        AtomicLong next = new AtomicLong();
        start(options.parallel(), disturbers, () -> {
            long number = next.getAndIncrement();
            return number < options.forks() && System.nanoTime() - end < 0
                    ? task(number, belongings)
                    : null;
        });
        ForkHooks.unregister(stopwatch);
        stop(disturbers);
    }

    /** Forks are made one after another. */
    private ForkHook stopwatch() {
        AtomicLong begun = new AtomicLong();
        return ForkHook.builder()
                .before(() -> begun.set(System.nanoTime()))
                .inParent(() -> tally.addFork(System.nanoTime() - begun.get()))
                .build();
    }

    /** Starts children, some at a time, until there are no more tasks for them; watches all of it. */
    private void start(int parallel, Disturbers disturbers, Supplier<@Nullable ChildTask> tasks)
            throws IOException, InterruptedException {
        List<Starter> starters = new ArrayList<>();
        for (int i = 0; i < parallel; i++) {
            Starter starter = new Starter(options.deadline(), tally, tasks);
            starter.setName("torture-" + i);
            starter.setDaemon(true);
            starters.add(starter);
        }
        starters.forEach(Starter::start);
        long begin = System.nanoTime();
        long printed = 0;
        for (Starter starter : starters) {
            while (starter.isAlive()) {
                starter.join(TICK_MS);
                beat(false);
                disturbers.takeProblems().forEach(tally::fail);
                long seconds = (System.nanoTime() - begin) / 1_000_000_000;
                if (seconds >= printed + PROGRESS_SECONDS) {
                    printed = seconds;
                    tally.printProgress(seconds);
                }
                watch(starters);
            }
        }
    }

    private void watch(List<Starter> starters) throws IOException, InterruptedException {
        for (Starter starter : starters) {
            if (starter.isToBeShown()) {
                out.println("SLOW: the start of " + starter.current() + " takes longer than "
                        + options.deadline().toSeconds() + " s"
                        + (tally.isLoud() ? "\n" + Evidence.ofSelf() : ""));
            } else if (starter.isStuck()) {
                tally.fail("no end of " + starter.current() + "\n" + Evidence.ofSelf());
                tally.printStatistics();
                end();
                Runtime.getRuntime().halt(1); // a thread of ours is lost, and with it the rest
            }
        }
    }

    private Held settledAfter(Held first) {
        Held[] latest = {first};
        Await.within(SETTLING, () -> {
            System.gc(); // cleaners close what was dropped
            Held next = Held.now();
            boolean same = next.equals(latest[0]);
            latest[0] = next;
            return same;
        });
        return latest[0];
    }

    private void lookForLeaks(Held before) {
        Held[] now = {before};
        Await.within(SETTLING, () -> {
            System.gc();
            tick();
            now[0] = Held.now();
            return now[0].moreThan(before).isEmpty();
        });
        tally.check(
                "descriptors, threads and processes are as after the warm-up: " + now[0],
                now[0].moreThan(before));
        now[0].killMoreThan(before);
    }

    private void tick() {
        try {
            beat(false);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
