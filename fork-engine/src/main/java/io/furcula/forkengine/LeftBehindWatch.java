package io.furcula.forkengine;

import io.furcula.internal.ErrorText;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Ends a child that waits for a lock which one of its parent's threads has: that thread does not exist
 * here, so the wait would never end. Monitors and {@code java.util.concurrent} locks that know their
 * owner are found.
 */
final class LeftBehindWatch {

    private static final int EXIT_CODE = 1;
    private static final int FRAMES = 12;

    private static @Nullable LeftBehindWatch watch;

    private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    private final Set<Long> leftBehind = new HashSet<>();
    private final Set<Long> blocked = new HashSet<>();

    private LeftBehindWatch(List<Thread> leftBehind) {
        for (Thread thread : leftBehind) {
            this.leftBehind.add(thread.getId());
        }
    }

    static void rehearse() {
        new LeftBehindWatch(List.of()).lookOnce();
    }

    /** In a process that is a copy: who was left behind is to be found out anew. */
    static void forked() {
        watch = null;
    }

    /** Called by the guard of a child, now and then. */
    static void look() {
        LeftBehindWatch known = watch;
        if (known == null) {
            known = new LeftBehindWatch(ForkEngine.leftBehind());
            watch = known;
        }
        known.lookOnce();
    }

    private void lookOnce() {
        Set<Long> now = new HashSet<>();
        for (ThreadInfo info : threads.getThreadInfo(threads.getAllThreadIds())) {
            if (info != null
                    && leftBehind.contains(info.getLockOwnerId())
                    && !leftBehind.contains(info.getThreadId())) {
                now.add(info.getThreadId());
                if (blocked.contains(info.getThreadId())) {
                    end(info);
                }
            }
        }
        blocked.clear();
        blocked.addAll(now);
    }

    private void end(ThreadInfo waiter) {
        ErrorText text = ErrorText.of(
                        "FUR-113",
                        "Thread '" + waiter.getThreadName()
                                + "' of this forked child waits for a lock that"
                                + " will never be released: " + waiter.getLockName() + ".")
                .detail(
                        "owner",
                        "'" + waiter.getLockOwnerName()
                                + "', a thread of the parent, which held it when the child was forked")
                .detail("owner's stack", stack(waiter.getLockOwnerId()))
                .detail("waiter's stack", stack(waiter.getThreadId()))
                .remedy(
                        "ForkHook.before: take the lock before the fork, and give it back after it");
        System.err.println(text);
        System.err.flush();
        Runtime.getRuntime().halt(EXIT_CODE);
    }

    private String stack(long thread) {
        ThreadInfo info = threads.getThreadInfo(thread, FRAMES);
        if (info == null) {
            return "(it has ended)";
        }
        StringBuilder text = new StringBuilder();
        for (StackTraceElement frame : info.getStackTrace()) {
            text.append("\n    ").append(frame);
        }
        return text.toString();
    }
}
