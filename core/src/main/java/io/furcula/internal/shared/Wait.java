package io.furcula.internal.shared;

import io.furcula.spi.Region;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A wait of the calling thread that has begun to sleep. Once it lasts, all processes of the tree can see it, and
 * whether it is part of a deadlock; until then it costs a look at the clock for each sleep.
 *
 * <p><b>Thread safety:</b> confined to the thread that waits.
 */
public final class Wait implements AutoCloseable {

    /** Who keeps the calling thread waiting. */
    @FunctionalInterface
    public interface Holders {
        /**
         * {@return how many there are}
         *
         * @param into gets their OwnerWords, as many as fit
         */
        int read(long[] into);
    }

    private static final long ENTERED_AFTER_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final Holders NOBODY = into -> 0;

    private final WaitKind kind;
    private final @Nullable ByteBuffer segment;
    private final long place;
    private final Deadline deadline;
    private final Holders holders;
    private final String name;
    private final long startNanos = System.nanoTime();
    private final @Nullable WaitExplanation explanation;

    private @Nullable WaitTable table;
    private int record = -1;
    private long number;
    private long answered;
    private long nextLookNanos;
    private boolean unseen;
    private @Nullable Wait outer;

    private Wait(
            WaitKind kind,
            @Nullable ByteBuffer segment,
            long place,
            Deadline deadline,
            Holders holders,
            String name) {
        this.kind = kind;
        this.segment = segment;
        this.place = place;
        this.deadline = deadline;
        this.holders = holders;
        this.name = name;
        this.explanation = kind == WaitKind.INNER_LOCK ? null : WaitExplanation.take();
    }

    /**
     * Begins a wait for something in shared memory.
     *
     * @param kind what
     * @param region where; it begins with the segment's header
     * @param offset where in the region
     * @param deadline the end of the wait
     * @param holders who holds it
     */
    public static Wait on(
            WaitKind kind, Region region, int offset, Deadline deadline, Holders holders) {
        return new Wait(kind, region.bytes(), offset, deadline, holders, "");
    }

    /**
     * Begins a wait for something in shared memory that nobody holds.
     *
     * @param kind what
     * @param region where; it begins with the segment's header
     * @param offset where in the region
     * @param deadline the end of the wait
     */
    public static Wait on(WaitKind kind, Region region, int offset, Deadline deadline) {
        return on(kind, region, offset, deadline, NOBODY);
    }

    /**
     * Begins a wait for the end of a process.
     *
     * @param identity that process's identity, as {@link WaitingProcess} has it
     * @param name what it is called in reports
     * @param deadline the end of the wait
     */
    public static Wait forEnd(long identity, String name, Deadline deadline) {
        return new Wait(WaitKind.PROCESS_END, null, identity, deadline, NOBODY, name);
    }

    /**
     * Begins a wait for any of several things.
     *
     * @param count how many
     * @param deadline the end of the wait
     */
    public static Wait onSeveral(int count, Deadline deadline) {
        return new Wait(WaitKind.SEVERAL, null, 0, deadline, NOBODY, count + " objects");
    }

    /**
     * Sleeps until a word changes, in as many slices as it takes: for those who then look for themselves
     * whether there is need to wait.
     *
     * @param kind what it is that is waited for
     * @param region where the word is; it begins with the segment's header
     * @param offset the word's offset
     * @param seen the value that makes it wait
     * @param timeoutNanos the longest wait
     * @param over whether there is another reason to look
     */
    public static void sleep(
            WaitKind kind,
            Region region,
            int offset,
            int seen,
            long timeoutNanos,
            BooleanSupplier over) {
        Deadline deadline = Deadline.in(timeoutNanos);
        region.await(offset, seen, timeoutNanos);
        if (deadline.isOver() || isAwake(region, offset, seen) || over.getAsBoolean()) {
            return;
        }
        try (Wait wait = on(kind, region, kind.isQueue() ? 0 : offset, deadline)) {
            while (!deadline.isOver() && !isAwake(region, offset, seen) && !over.getAsBoolean()) {
                wait.slept();
                region.await(offset, seen, deadline.leftNanos());
            }
        }
    }

    private static boolean isAwake(Region region, int offset, int seen) {
        return Words.intVolatile(region.bytes(), offset) != seen
                || Thread.currentThread().isInterrupted();
    }

    /**
     * To be called after each sleep that did not end the wait, at least every 100 ms, and not with a lock held.
     * Never throws: nobody's wait fails because it cannot be seen.
     */
    public void slept() {
        long waited = System.nanoTime() - startNanos;
        if (waited < ENTERED_AFTER_NANOS || unseen || Thread.currentThread().isInterrupted()) {
            return; // an interrupt would close the files that are opened on the way
        }
        try {
            show(waited);
        } catch (RuntimeException e) {
            unseen = true;
            System.getLogger("io.furcula.sync").log(Level.DEBUG, "a wait cannot be seen", e);
        }
    }

    private void show(long waited) {
        WaitTable known = table;
        if (known == null) {
            enter();
            return;
        }
        long looks = known.looks();
        if (looks != answered) {
            answered = looks;
            long[] words = new long[WaitTable.MOST_HOLDERS];
            int heldBy = holders.read(words);
            WaitCensus.Result census = WaitCensus.answering(looks);
            known.answer(record, looks, heldBy, words, census.others(), census.sum());
        }
        if (explanation != null) {
            explanation.slept(known, number, deadline);
        }
        if (waited >= nextLookNanos && kind.endedBy() != WaitKind.EndedBy.ANYONE) {
            if (DeadlockWatch.look(known, number)) {
                nextLookNanos = 2 * waited; // rarer and rarer
            }
        }
    }

    private void enter() {
        WaitTable entered = WaitTables.get();
        if (entered == null) {
            return;
        }
        WaitingProcess process = WaitingProcess.current();
        int flags = (deadline == Deadline.NEVER ? 0 : WaitTable.LIMITED)
                | (process.isRunByThisThread() ? WaitTable.RUNS_TARGET : 0);
        long idHigh = segment == null ? 0 : SegmentHeader.idHigh(segment);
        long idLow = segment == null ? 0 : SegmentHeader.idLow(segment);
        int at = entered.enter(
                OwnerWord.selfThread(),
                new WaitTable.Entry(
                        kind,
                        flags,
                        idHigh,
                        idLow,
                        place,
                        process.identity(),
                        WaitText.of(process.name(), what(idHigh))));
        if (at >= 0) {
            nextLookNanos = DeadlockWatch.afterNanos();
            record = at;
            number = entered.number(at);
            table = entered;
            outer = WaitCensus.add(this);
        }
    }

    private String what(long idHigh) {
        if (segment == null) {
            return kind.text() + " " + name;
        }
        String id = String.format("%08x", idHigh >>> Integer.SIZE);
        return kind.text()
                + (kind.isQueue() ? " (segment " + id + ")" : " (" + id + "+" + place + ")");
    }

    long number() {
        return number;
    }

    /** Ends the wait: it is not seen any more. */
    @Override
    public void close() {
        WaitTable entered = table;
        if (entered != null) {
            WaitCensus.remove(outer);
            table = null;
            entered.leave(record);
        }
    }
}
