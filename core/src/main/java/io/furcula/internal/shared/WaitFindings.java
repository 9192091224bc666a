package io.furcula.internal.shared;

import io.furcula.internal.ErrorText;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Who waits, and who cannot go on.
 *
 * <p><b>Thread safety:</b> immutable.
 */
public final class WaitFindings {

    private static final Comparator<WaitRecord> OLDEST_FIRST =
            Comparator.comparingLong(WaitRecord::number);

    static final WaitFindings NONE = new WaitFindings(List.of(), Map.of());

    private final List<WaitRecord> waits;

    /** Those that cannot go on, each with those that keep it waiting. */
    private final Map<WaitRecord, List<WaitRecord>> edges;

    WaitFindings(List<WaitRecord> waits, Map<WaitRecord, List<WaitRecord>> edges) {
        this.waits = waits.stream().sorted(OLDEST_FIRST).toList();
        this.edges = edges;
    }

    /** {@return all waits, the oldest first} */
    public List<WaitRecord> waits() {
        return waits;
    }

    /** {@return those that wait for one another, each for the next one if that is all} The oldest is the first. */
    public List<List<WaitRecord>> deadlocks() {
        List<List<WaitRecord>> found = new ArrayList<>();
        Set<WaitRecord> seen = new HashSet<>();
        for (WaitRecord wait : waits) {
            if (edges.containsKey(wait)
                    && !seen.contains(wait)
                    && reachable(wait).contains(wait)) {
                Set<WaitRecord> circle = reachable(wait).stream()
                        .filter(other -> reachable(other).contains(wait))
                        .collect(Collectors.toSet());
                seen.addAll(circle);
                found.add(inOrder(wait, circle));
            }
        }
        return found;
    }

    private Set<WaitRecord> reachable(WaitRecord from) {
        Set<WaitRecord> found = new HashSet<>();
        List<WaitRecord> open = new ArrayList<>(List.of(from));
        while (!open.isEmpty()) {
            for (WaitRecord next : keeping(open.remove(open.size() - 1))) {
                if (found.add(next)) {
                    open.add(next);
                }
            }
        }
        return found;
    }

    private List<WaitRecord> keeping(WaitRecord wait) {
        return edges.getOrDefault(wait, List.of());
    }

    private List<WaitRecord> inOrder(WaitRecord first, Set<WaitRecord> circle) {
        List<WaitRecord> ordered = new ArrayList<>(List.of(first));
        while (ordered.size() < circle.size()) {
            WaitRecord last = ordered.get(ordered.size() - 1);
            ordered.add(keeping(last).stream()
                    .filter(next -> circle.contains(next) && !ordered.contains(next))
                    .min(OLDEST_FIRST)
                    .orElseGet(() -> circle.stream()
                            .filter(next -> !ordered.contains(next))
                            .min(OLDEST_FIRST)
                            .orElseThrow()));
        }
        return ordered;
    }

    /**
     * {@return a deadlock as lines, with stacks}
     *
     * @param deadlock one of {@link #deadlocks}
     */
    public String describe(List<WaitRecord> deadlock) {
        long processes = deadlock.stream()
                .map(wait -> OwnerWord.process(wait.waiter()) ^ wait.identity())
                .distinct()
                .count();
        ErrorText text = ErrorText.of(
                "FUR-403",
                "Deadlock: " + (deadlock.size() == 1 ? "1 thread" : deadlock.size() + " threads")
                        + " of "
                        + (processes == 1 ? "1 process" : processes + " processes")
                        + (deadlock.size() == 1
                                ? " waits for what it alone could do."
                                : " wait for one another, and none can go on."));
        for (int i = 0; i < deadlock.size(); i++) {
            WaitRecord wait = deadlock.get(i);
            text.detail(
                    "(" + (i + 1) + ")",
                    sentence(wait) + waitingFor(wait, deadlock) + "\n"
                            + wait.stack().stream()
                                    .map(frame -> "  at " + frame)
                                    .collect(Collectors.joining("\n")));
        }
        return text.remedy(remedy(deadlock)).toString();
    }

    /**
     * {@return a wait in one sentence}
     *
     * @param wait the wait
     */
    public static String sentence(WaitRecord wait) {
        double seconds = (System.currentTimeMillis() - wait.sinceMs()) / 1e3;
        return "thread '" + wait.threadName() + "' of '" + wait.processName() + "' (pid "
                + OwnerWord.pid(wait.waiter()) + ") has waited for "
                + String.format(Locale.ROOT, "%.1f s", Math.max(0, seconds)) + " for "
                + wait.what()
                + (wait.isLimited() ? " (until a time limit)" : "");
    }

    private String waitingFor(WaitRecord wait, List<WaitRecord> deadlock) {
        String numbers = keeping(wait).stream()
                .map(deadlock::indexOf)
                .filter(index -> index >= 0)
                .sorted()
                .map(index -> "(" + (index + 1) + ")")
                .collect(Collectors.joining(", "));
        String how = wait.kind() == WaitKind.PROCESS_END
                ? ", whose target waits as "
                : wait.kind().endedBy() == WaitKind.EndedBy.ANY
                        ? ", and all who could provide it wait: "
                        : ", held by ";
        return how + numbers;
    }

    private static String remedy(List<WaitRecord> deadlock) {
        boolean joins = deadlock.stream().anyMatch(w -> w.kind() == WaitKind.PROCESS_END);
        boolean puts = deadlock.stream().anyMatch(w -> w.kind() == WaitKind.QUEUE_PUT);
        if (joins && puts) {
            return "take from the queue before join(), or make it with Queue.create(), without a bound";
        } else if (joins) {
            return "join() without holding what the child needs";
        }
        return deadlock.stream().anyMatch(w -> w.kind().isQueue())
                ? "give the wait a Duration, or let another process put and take"
                : "take the locks in the same order everywhere, or give one of the waits a Duration";
    }

    /** {@return what keeps a wait waiting, as lines, or nothing} */
    String explain(long number) {
        for (List<WaitRecord> deadlock : deadlocks()) {
            if (deadlock.stream().anyMatch(wait -> wait.number() == number)) {
                return describe(deadlock);
            }
        }
        return waits.stream()
                .filter(wait -> wait.number() == number)
                .flatMap(this::holdersThatWait)
                .map(holder -> "its holder waits, too: " + sentence(holder) + "\n"
                        + holder.stack().stream()
                                .map(frame -> "  at " + frame)
                                .collect(Collectors.joining("\n")))
                .collect(Collectors.joining("\n"));
    }

    private Stream<WaitRecord> holdersThatWait(WaitRecord wait) {
        return waits.stream()
                .filter(other -> other.number() != wait.number()
                        && (wait.kind() == WaitKind.PROCESS_END
                                ? other.identity() == wait.place() && other.runsTarget()
                                : Arrays.stream(wait.holders())
                                        .anyMatch(holder -> holder == other.waiter())));
    }
}
