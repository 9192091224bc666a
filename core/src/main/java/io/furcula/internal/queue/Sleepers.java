package io.furcula.internal.queue;

import io.furcula.internal.shared.FaultPoint;
import io.furcula.internal.shared.Living;
import io.furcula.internal.shared.Wait;
import io.furcula.internal.shared.WaitKind;
import io.furcula.internal.shared.WordWatch;
import io.furcula.internal.shared.Words;
import io.furcula.spi.Region;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;

/**
 * Those who wait on one side of a queue, in all processes: takers for a put, putters for a take.
 *
 * <p><b>Thread safety:</b> safe for any number of threads and processes.
 */
/*
 *   sleeper                                     the other side
 *     set ASLEEP                                  COUNT + 1
 *     look again: something to do? -- yes: done   a full fence
 *     await COUNT                                 ASLEEP set? -- clear it, wake one
 *     woken: set ASLEEP, for others may be asleep;
 *            wake one of them if there is work left
 *
 * ASLEEP is a hint. A sleeper that is killed leaves it set, which costs one needless wake; one that is
 * killed between being woken and setting it, or a waker that is killed before its wake, leaves others
 * asleep, who look again at the end of their slice (Region.SLICE_MS).
 *
 * Before it sleeps, a waiter looks for about as long as a wake takes on its way. How often, is learnt: fewer
 * times once it has slept for long nevertheless, as where there are more waiters than processors; the most
 * again once it has slept so short that looking on would have done. Looks become rarer, since each one takes
 * the line from the other side.
 */
final class Sleepers {

    /** How a wait ended. */
    enum Outcome {
        /** Without sleep: there is something to do. */
        READY,
        /** There may be something to do, for others who sleep too. */
        WOKEN,
        /** The time is over, and there is nothing to do. */
        TIMED_OUT
    }

    private static final long FOREVER = Long.MAX_VALUE;
    private static final boolean MAY_SPIN = Runtime.getRuntime().availableProcessors() > 1;
    private static final int MOST_LOOKS = 128;
    private static final int FEWEST_LOOKS = 8;
    private static final int LONGEST_PAUSE = 64;
    private static final long SHORT_SLEEP_NANOS = TimeUnit.MICROSECONDS.toNanos(100);
    private static final int LOOKS_BETWEEN_CHECKS = 1024;

    private final Region region;
    private final ByteBuffer words;
    private final int asleepOffset;
    private final int countOffset;
    private final boolean spinning;
    private final BooleanSupplier closed;
    private final WaitKind waitedFor;

    /** Learnt by all threads of this process; a lost update makes no difference. */
    private int looks = MOST_LOOKS;

    /**
     * One side's sleepers.
     *
     * @param region the queue's header
     * @param asleepOffset where their flag is
     * @param countOffset where the count is that they wait for
     * @param spinning whether they never sleep
     * @param closed whether there is nothing to wait for any more
     */
    Sleepers(
            Region region,
            int asleepOffset,
            int countOffset,
            boolean spinning,
            BooleanSupplier closed) {
        this.region = region;
        this.words = region.bytes();
        this.asleepOffset = asleepOffset;
        this.countOffset = Words.lowHalf(countOffset);
        this.spinning = spinning;
        this.closed = closed;
        this.waitedFor = countOffset == QueueLayout.PUT_COUNT_OFFSET
                ? WaitKind.QUEUE_TAKE
                : WaitKind.QUEUE_PUT;
    }

    /**
     * Waits while there is nothing to do: looks for a while, then sleeps.
     *
     * @param nothingToDo asked again and again
     * @param littleToDo asked before it sleeps: true as long as a little more patience would pay
     * @param timeoutNanos the longest wait
     * @param start when it began, by {@code System.nanoTime()}
     */
    Outcome await(
            BooleanSupplier nothingToDo, BooleanSupplier littleToDo, long timeoutNanos, long start)
            throws InterruptedException {
        if (look(littleToDo, nothingToDo)) {
            return Outcome.READY;
        }
        boolean slept = false;
        while (!closed.getAsBoolean()) {
            if (Thread.interrupted()) {
                throw new InterruptedException("interrupted while waiting on a queue");
            }
            long left =
                    timeoutNanos == FOREVER ? FOREVER : timeoutNanos - (System.nanoTime() - start);
            if (left <= 0) {
                return nothingToDo.getAsBoolean() ? Outcome.TIMED_OUT : woken(slept);
            }
            if (spinning) {
                if (looksLong(nothingToDo)) {
                    return Outcome.READY;
                }
                continue;
            }
            Words.intVolatile(words, asleepOffset, 1);
            FaultPoint.SLEEPER_AWAITED.reached();
            int seen = Words.intVolatile(words, countOffset);
            if (!nothingToDo.getAsBoolean()) {
                return woken(slept);
            }
            slept = true;
            // The count need not have changed: one who was killed in between has not counted what
            // he did.
            BooleanSupplier over = () -> closed.getAsBoolean() || !nothingToDo.getAsBoolean();
            Wait.sleep(waitedFor, region, countOffset, seen, left, over);
            FaultPoint.SLEEPER_WOKEN.reached();
            if (!nothingToDo.getAsBoolean()) {
                learn(System.nanoTime() - start);
                return Outcome.WOKEN;
            }
        }
        return woken(slept);
    }

    private static Outcome woken(boolean slept) {
        return slept ? Outcome.WOKEN : Outcome.READY;
    }

    /** Looks for a while; the last look alone is content with little. */
    private boolean look(BooleanSupplier littleToDo, BooleanSupplier nothingToDo) {
        if (MAY_SPIN && !spinning) {
            int most = looks;
            for (int i = 1; i <= most; i++) {
                if (!littleToDo.getAsBoolean()) {
                    return true;
                }
                for (int pause = Math.min(i, LONGEST_PAUSE); pause > 0; pause--) {
                    Thread.onSpinWait();
                }
            }
        }
        return !nothingToDo.getAsBoolean();
    }

    private void learn(long waitedNanos) {
        looks = waitedNanos < SHORT_SLEEP_NANOS ? MOST_LOOKS : Math.max(FEWEST_LOOKS, looks >> 1);
    }

    private static boolean looksLong(BooleanSupplier nothingToDo) {
        for (int i = 0; i < LOOKS_BETWEEN_CHECKS; i++) {
            if (!nothingToDo.getAsBoolean()) {
                return true;
            }
        }
        return false;
    }

    /**
     * {@return a watch for something to do}
     *
     * @param nothingToDo whether there is nothing
     * @param ready whether it is ready all the same
     * @param readyByDeath whether it is so since somebody died
     */
    WordWatch watch(
            BooleanSupplier nothingToDo, BooleanSupplier ready, Predicate<Living> readyByDeath) {
        return new WordWatch(
                region,
                countOffset,
                () -> !nothingToDo.getAsBoolean() || closed.getAsBoolean() || ready.getAsBoolean(),
                readyByDeath) {
            @Override
            protected int announce() {
                Words.intVolatile(words, asleepOffset, 1);
                FaultPoint.SLEEPER_AWAITED.reached();
                return Words.intVolatile(words, countOffset);
            }

            @Override
            protected void withdraw(boolean changed) {
                if (changed) {
                    wakeAnother(!nothingToDo.getAsBoolean());
                }
            }
        };
    }

    /** Called by the other side, after it has counted and fenced. */
    void wakeOne() {
        if (Words.intVolatile(words, asleepOffset) != 0) {
            Words.intVolatile(words, asleepOffset, 0);
            FaultPoint.SLEEPER_UNTOLD.reached();
            region.wake(countOffset, 1);
        }
    }

    /** Called by one that was asleep, once it has done its work. */
    void wakeAnother(boolean workLeft) {
        Words.intVolatile(words, asleepOffset, 1);
        if (workLeft) {
            wakeOne();
        }
    }

    /** Called when there is nothing to wait for any more. */
    void wakeAll() {
        Words.intVolatile(words, asleepOffset, 0);
        region.wake(countOffset, Integer.MAX_VALUE);
    }
}
