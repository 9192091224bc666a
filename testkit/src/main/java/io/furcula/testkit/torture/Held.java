package io.furcula.testkit.torture;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * What this process holds that a child could leave behind.
 *
 * @param descriptors what each leads to
 * @param threads id and name of each that lives, but those which the JDK keeps for a while
 * @param processes children and theirs, also those whose parents have ended
 */
record Held(List<String> descriptors, Map<Long, String> threads, Set<Long> processes) {

    private static final Pattern KEPT_BY_THE_JDK =
            Pattern.compile("(ForkJoinPool|process reaper|CompletableFutureDelayScheduler"
                    + "|Common-Cleaner|VirtualThread|Read-Poller|Write-Poller|Attach Listener).*");

    Held {
        descriptors = List.copyOf(descriptors);
        threads = Map.copyOf(threads);
        processes = Set.copyOf(processes);
    }

    /** {@return what it holds now} */
    @SuppressWarnings("deprecation") // getId: its successor is not in JDK 17
    static Held now() {
        Map<Long, String> threads = new TreeMap<>();
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            if (!KEPT_BY_THE_JDK.matcher(thread.getName()).matches()) {
                threads.put(thread.getId(), thread.getName());
            }
        }
        Set<Long> processes = new TreeSet<>();
        ProcessHandle.current().descendants().forEach(p -> processes.add(p.pid()));
        String mark = Heartbeat.mark();
        if (mark != null) {
            processes.addAll(Kernel.withEnvironment(mark));
        }
        processes.remove(ProcessHandle.current().pid());
        return new Held(Kernel.descriptors(), threads, processes);
    }

    /** {@return what there is more than before, one line each} */
    List<String> moreThan(Held before) {
        List<String> more = new ArrayList<>();
        if (descriptors.size() > before.descriptors.size()) {
            List<String> fresh = new ArrayList<>(descriptors);
            before.descriptors.forEach(fresh::remove);
            more.add(descriptors.size() + " descriptors, before " + before.descriptors.size()
                    + "; new are " + fresh);
        }
        threads.forEach((id, name) -> {
            if (!before.threads.containsKey(id)) {
                more.add("thread \"" + name + "\"");
            }
        });
        for (long pid : processes) {
            if (!before.processes.contains(pid)) {
                more.add("process " + pid + " "
                        + ProcessHandle.of(pid)
                                .flatMap(p -> p.info().commandLine())
                                .orElse("(no command line: a zombie?)"));
            }
        }
        return more;
    }

    /** Kills the processes that were not there before. */
    void killMoreThan(Held before) {
        for (long pid : processes) {
            if (!before.processes.contains(pid)) {
                ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
            }
        }
    }

    /** {@return for example {@code 31 descriptors, 12 threads, 0 processes}} */
    @Override
    public String toString() {
        return descriptors.size() + " descriptors, " + threads.size() + " threads, "
                + processes.size() + " processes";
    }
}
