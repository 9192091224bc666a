package io.furcula.sync;

import io.furcula.internal.shared.OwnerWord;
import io.furcula.internal.shared.WaitFindings;
import io.furcula.internal.shared.WaitRecord;
import io.furcula.internal.shared.WaitsFor;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Which threads of which processes wait now, for what, and which of them wait for one another for ever: in the
 * first process, its children, and theirs. {@code System.out.println(Deadlocks.find())} says it all, with stacks.
 *
 * <p>Seen is what is waited for in {@code io.furcula.sync}, with {@link io.furcula.Queue}, and with {@link
 * io.furcula.Process#join}, once a wait has lasted for 100 ms. A deadlock is reported only if it was there for as
 * long as it was looked at, so none is false; but one of its waits may be for a limited time, see {@link
 * Waiter#limited}. A wait for a {@link Semaphore}, {@link Condition}, {@link Event}, {@link CountDownLatch} or {@link
 * Barrier} can be ended by anyone, and is part of none. One for a queue or a {@link BoundedSemaphore} can be ended by
 * all processes that have it: it is part of a deadlock if no thread of theirs could do so, which is known on Linux
 * for queues. Monitors and locks of the JDK are not seen: a thread that waits for one counts as one that can go on.
 *
 * <p>Without being asked, a wait of ten seconds ({@code -Dfurcula.deadlock.after}) is looked at, and a deadlock is
 * logged once, as a warning of the logger {@code io.furcula.sync}, by the process that came into it last.
 *
 * <p><b>Thread safety:</b> immutable.
 */
public final class Deadlocks {

    private final WaitFindings findings;

    private Deadlocks(WaitFindings findings) {
        this.findings = findings;
    }

    /**
     * One thread that waits.
     *
     * @param process its process's name
     * @param pid its process
     * @param thread its id in that process, modulo 2^17
     * @param threadName its name
     * @param what what it waits for, in words: the kind, and the segment and offset that tell it from others
     * @param since when the wait began, to within a fifth of a second
     * @param limited whether it ends by itself some time
     * @param holders who has what it waits for, at most 8; nobody where that has no owner
     * @param stack where it waits, the innermost frame first; as many frames as fit into 1.8 KB
     */
    public record Waiter(
            String process,
            long pid,
            long thread,
            String threadName,
            String what,
            Instant since,
            boolean limited,
            List<Owner> holders,
            List<String> stack) {

        private static Waiter of(WaitRecord wait) {
            return new Waiter(
                    wait.processName(),
                    OwnerWord.pid(wait.waiter()),
                    OwnerWord.thread(wait.waiter()),
                    wait.threadName(),
                    wait.what(),
                    Instant.ofEpochMilli(wait.sinceMs()),
                    wait.isLimited(),
                    Arrays.stream(wait.holders())
                            .mapToObj(h -> new Owner(OwnerWord.pid(h), OwnerWord.thread(h)))
                            .toList(),
                    wait.stack());
        }
    }

    /**
     * Looks now. Asks all that wait, twice, and hears them within 50 ms each time; does not wait for those that are
     * slow for more than a second, and takes them for ones that can go on. An interrupt does not end it; the flag stays set.
     *
     * @return what was found; nothing if there is no shared memory
     */
    public static Deadlocks find() {
        return new Deadlocks(WaitsFor.look());
    }

    /** {@return all that wait, the one that has waited longest first} Those of no deadlock, too. */
    public List<Waiter> waits() {
        return findings.waits().stream().map(Waiter::of).toList();
    }

    /**
     * {@return the deadlocks: threads that wait for one another} The one that has waited longest is the first, and
     * each waits for the next, and the last one for the first, if no more than that is in it.
     */
    public List<List<Waiter>> cycles() {
        return findings.deadlocks().stream()
                .map(cycle -> cycle.stream().map(Waiter::of).toList())
                .toList();
    }

    /** {@return whether there is no deadlock} */
    public boolean isEmpty() {
        return findings.deadlocks().isEmpty();
    }

    /** {@return a report in lines: each deadlock with the stacks of all in it, then the others that wait} */
    @Override
    public String toString() {
        List<List<WaitRecord>> cycles = findings.deadlocks();
        String deadlocks = cycles.stream()
                .map(cycle -> findings.describe(cycle) + "\n")
                .collect(Collectors.joining());
        String others = findings.waits().stream()
                .filter(wait -> cycles.stream().noneMatch(cycle -> cycle.contains(wait)))
                .map(wait -> WaitFindings.sentence(wait) + "\n")
                .collect(Collectors.joining());
        return (cycles.isEmpty() ? "No deadlock.\n" : deadlocks)
                + (others.isEmpty() ? "" : "Others that wait:\n" + others);
    }
}
