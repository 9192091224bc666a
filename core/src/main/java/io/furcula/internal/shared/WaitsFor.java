package io.furcula.internal.shared;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;

/**
 * Finds out which threads of a tree of processes wait for one another and cannot go on.
 *
 * <p><b>Thread safety:</b> confined to the thread that looks.
 */
/*
 *   1. reads all waits: the first look
 *   2. asks all that wait who holds what they wait for now, which they answer within a slice; then once more
 *   3. reads all waits again: the second look
 *
 * Only a wait that is there both times, by its number, and has answered twice, counts. Its thread was in it all the
 * time, so a thread that was seen to hold a lock in between held it all the time, for it could not unlock. And
 * between its answers it has looked whether it must still wait: it had not been woken and was just slow to go. Among
 * these waits those are taken away, as long as there is one, which something else can end:
 *
 *   - one for what no thread that is left holds (locks), or for the end of a process whose target is not left
 *   - one that any thread of some processes can end (queues, permits), unless each of these processes
 *     has no thread but such that are left
 *
 * What is left can be ended by nothing but what is left. It is a deadlock: there is no false one, though one whose
 * waits have a limit in time ends with it. What cannot be known counts as "can be ended".
 */
public final class WaitsFor {

    private static final long LIMIT_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

    private final WaitTable table;
    private final Set<Long> first;
    private long asking;
    private boolean askedTwice;

    private WaitsFor(WaitTable table) {
        this.table = table;
        this.first = table.read().stream().map(WaitRecord::number).collect(Collectors.toSet());
        this.asking = table.ask();
    }

    /** {@return what is found in this process's tree} Takes a second at most; an interrupt does not end it. */
    public static WaitFindings look() {
        WaitTable table = WaitTables.get();
        return table == null ? WaitFindings.NONE : look(table);
    }

    static WaitFindings look(WaitTable table) {
        WaitsFor look = begin(table);
        boolean interrupted = Thread.interrupted();
        long start = System.nanoTime();
        long spent = 0;
        while (!look.goOn(spent > LIMIT_NANOS / 2) && spent < LIMIT_NANOS) {
            LockSupport.parkNanos(PAUSE_NANOS);
            interrupted |= Thread.interrupted();
            spent = System.nanoTime() - start;
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return look.finish();
    }

    static WaitsFor begin(WaitTable table) {
        return new WaitsFor(table);
    }

    /**
     * {@return whether all have answered twice} Asks the second time once they have answered the first.
     *
     * @param late whether those that have not answered the first time are not waited for any more
     */
    boolean goOn(boolean late) {
        List<WaitRecord> asked = table.read().stream()
                .filter(record -> first.contains(record.number()))
                .toList();
        Set<Long> answered = asked.stream()
                .filter(record -> record.answered() >= asking)
                .map(WaitRecord::number)
                .collect(Collectors.toSet());
        boolean all = answered.size() == asked.size();
        if (askedTwice || !(all || late)) {
            return askedTwice && all;
        }
        first.retainAll(answered);
        askedTwice = true;
        asking = table.ask();
        return first.isEmpty();
    }

    WaitFindings finish() {
        List<WaitRecord> all = innermost(table.read());
        Set<WaitRecord> left = new HashSet<>();
        for (WaitRecord record : all) {
            if (askedTwice
                    && first.contains(record.number())
                    && record.answered() >= asking
                    && record.kind().endedBy() != WaitKind.EndedBy.ANYONE) {
                left.add(record);
            }
        }
        Graph graph = new Graph(all, left, new SegmentUsers(table.creator()));
        graph.takeAway();
        return new WaitFindings(all, graph.edges());
    }

    /** Of a thread's waits, each begun within another one, the last. */
    private static List<WaitRecord> innermost(List<WaitRecord> all) {
        Map<Long, WaitRecord> byThread = new HashMap<>();
        for (WaitRecord record : all) {
            byThread.merge(record.waiter(), record, (a, b) -> a.number() > b.number() ? a : b);
        }
        return new ArrayList<>(byThread.values());
    }

    /** The waits of one look. */
    private static final class Graph {
        private final Map<Long, List<WaitRecord>> byProcess;
        private final Set<WaitRecord> left;
        private final SegmentUsers users;

        Graph(List<WaitRecord> all, Set<WaitRecord> left, SegmentUsers users) {
            this.byProcess =
                    all.stream().collect(Collectors.groupingBy(r -> OwnerWord.process(r.waiter())));
            this.left = left;
            this.users = users;
        }

        void takeAway() {
            boolean changed = true;
            while (changed) {
                changed = left.removeIf(record -> blockers(record).isEmpty());
            }
        }

        Map<WaitRecord, List<WaitRecord>> edges() {
            Map<WaitRecord, List<WaitRecord>> edges = new HashMap<>();
            left.forEach(record -> edges.put(record, blockers(record)));
            return edges;
        }

        /** {@return those that are left and keep it waiting} None if something else can end it. */
        private List<WaitRecord> blockers(WaitRecord record) {
            if (record.kind() == WaitKind.PROCESS_END) {
                return left.stream()
                        .filter(r -> r.identity() == record.place() && r.runsTarget())
                        .toList();
            } else if (record.kind().endedBy() == WaitKind.EndedBy.ALL) {
                return left.stream().filter(r -> isHeldBy(record, r.waiter())).toList();
            }
            return threadsOf(record.kind().isQueue() ? users.of(record) : holders(record));
        }

        private static boolean isHeldBy(WaitRecord record, long thread) {
            for (long holder : record.holders()) {
                if (holder == thread) {
                    return true;
                }
            }
            return false;
        }

        private static Set<Long> holders(WaitRecord record) {
            Set<Long> pids = new HashSet<>();
            if (record.knowsAllHolders()) {
                for (long holder : record.holders()) {
                    pids.add(OwnerWord.pid(holder));
                }
            }
            return pids;
        }

        /** {@return all threads of these processes, if all of them are left; else none} */
        private List<WaitRecord> threadsOf(Set<Long> pids) {
            List<WaitRecord> threads = new ArrayList<>();
            for (long pid : pids) {
                List<WaitRecord> waits = byProcess.entrySet().stream()
                        .filter(e -> OwnerWord.pid(e.getKey()) == pid)
                        .flatMap(e -> e.getValue().stream())
                        .toList();
                if (waits.isEmpty() || !left.containsAll(waits) || !isAll(waits)) {
                    return List.of();
                }
                threads.addAll(waits);
            }
            return threads;
        }

        /** {@return whether a process has no threads that could act but these} By what one of them says. */
        private static boolean isAll(List<WaitRecord> waits) {
            long sum = waits.stream().mapToLong(WaitRecord::number).sum();
            return waits.stream().anyMatch(r -> r.others() == 0 && r.sum() == sum);
        }
    }
}
