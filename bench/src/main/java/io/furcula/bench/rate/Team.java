package io.furcula.bench.rate;

import io.furcula.Context;
import io.furcula.LongValue;
import io.furcula.Process;
import io.furcula.ProcessGroup;
import io.furcula.Value;
import java.io.Serializable;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Children of Furcula's that begin at the same instant, and of which none may fail. */
public final class Team {

    private static final Duration TICK = Duration.ofMillis(20);

    private Team() {}

    /** What a child does. */
    @FunctionalInterface
    public interface Member extends Serializable {

        /**
         * Does it.
         *
         * @param index from 0
         * @param startNanos when all of them began, by {@link System#nanoTime}
         */
        void run(int index, long startNanos) throws Exception;
    }

    /**
     * Runs children to their end. If one fails, the others are stopped at once: they may wait for it.
     *
     * @param context starts them
     * @param count how many
     * @param member what each does
     * @throws io.furcula.ProcessFailedException if one failed
     * @throws InterruptedException if interrupted; none is left
     */
    public static void run(Context context, int count, Member member) throws InterruptedException {
        try (LongValue arrived = Value.ofLong(0);
                LongValue start = Value.ofLong(0);
                ProcessGroup group = context.startAll(count, i -> {
                    arrived.add(1);
                    member.run(i, awaitStart(start));
                })) {
            while (arrived.get() < count) {
                requireNoFailure(group);
                TimeUnit.NANOSECONDS.sleep(TICK.toNanos());
            }
            start.set(System.nanoTime() + TICK.toNanos());
            while (!group.join(TICK)) {
                requireNoFailure(group);
            }
            group.requireSuccess();
        }
    }

    private static long awaitStart(LongValue start) throws InterruptedException {
        while (start.get() == 0) {
            TimeUnit.MILLISECONDS.sleep(1);
        }
        long nanos = start.get();
        while (System.nanoTime() < nanos) {
            Thread.onSpinWait();
        }
        return nanos;
    }

    private static void requireNoFailure(ProcessGroup group) throws InterruptedException {
        for (Process child : group.processes()) {
            if (child.exitStatus().isPresent()) {
                child.requireSuccess();
            }
        }
    }
}
