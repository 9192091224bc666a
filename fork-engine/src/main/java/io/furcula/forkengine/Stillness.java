package io.furcula.forkengine;

import io.furcula.ForkUnsafeException;
import io.furcula.internal.ErrorText;
import java.lang.management.ManagementFactory;
import java.lang.management.MonitorInfo;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * All other Java threads at rest, so that this process can be copied. Made for one attempt to fork.
 *
 * <pre>
 *   look for threads -> none new: at rest
 *     ^   | new ones
 *     |   v
 *     |  settle (native): suspended, none of them at a bad place
 *     |   v
 *     +- those that own monitors run on for a moment
 * </pre>
 *
 * <p>Threads that wait for input may own monitors: a Selector is locked as long as it selects, and nobody
 * could have entered it in the parent either.
 *
 * <p><b>Thread safety:</b> confined to the one thread that forks.
 */
final class Stillness {

    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
    private static final long OWNER_RUNS_NANOS = 20_000;

    private final long deadlineNanos;
    private final long timeoutMs;
    private final boolean leaveAnyway;
    private final IdentityHashMap<Thread, RestState> held = new IdentityHashMap<>();
    private List<Thread> visible = List.of();

    private Stillness(long deadlineNanos, long timeoutMs, boolean leaveAnyway) {
        this.deadlineNanos = deadlineNanos;
        this.timeoutMs = timeoutMs;
        this.leaveAnyway = leaveAnyway;
    }

    /** Loads what will be needed while threads are suspended: then nothing may be loaded. */
    static void rehearse() {
        long[] self = {Thread.currentThread().getId()};
        synchronized (self) {
            monitorsOf(THREADS.getThreadInfo(self, true, false)[0]);
        }
        ThreadRoles.all();
    }

    /**
     * Brings all threads to rest.
     *
     * @param deadlineNanos of {@link System#nanoTime}
     * @param timeoutMs the same as a length, for errors
     * @param leaveAnyway whether what does not come to rest in time is left where it is
     * @throws ForkUnsafeException if they do not come to rest in time; the caller resumes them
     */
    static Stillness reach(long deadlineNanos, long timeoutMs, boolean leaveAnyway) {
        Stillness stillness = new Stillness(deadlineNanos, timeoutMs, leaveAnyway);
        stillness.bring();
        return stillness;
    }

    private void bring() {
        while (true) {
            visible = ThreadRoles.all();
            Thread[] fresh = ThreadRoles.toBringToRest(visible, held.keySet());
            if (fresh.length == 0) {
                return;
            }
            byte[] states = new byte[fresh.length];
            boolean settled = Shim.settle0(fresh, states, deadlineNanos) == 0;
            for (int i = 0; i < fresh.length; i++) {
                RestState state = RestState.of(states[i]);
                held.put(fresh[i], state.isAtRest() ? state : RestState.AT_REST);
            }
            if (!settled && !leaveAnyway) {
                throw restless(fresh, states);
            }
            boolean late = System.nanoTime() - deadlineNanos > 0;
            List<ThreadInfo> owners = owners(fresh, states);
            if (owners.isEmpty() || (late && leaveAnyway)) {
                continue;
            }
            if (late) {
                throw owns(owners.get(0));
            }
            letGo(fresh, owners);
            LockSupport.parkNanos(OWNER_RUNS_NANOS);
        }
    }

    /**
     * Brings all to rest once more, after {@link Shim#fork0} has let one go.
     *
     * @param thread the thread, or null if none was
     */
    void bringAgain(@Nullable Thread thread) {
        held.remove(thread);
        bring();
    }

    private static List<ThreadInfo> owners(Thread[] threads, byte[] states) {
        long[] ids = new long[threads.length];
        int count = 0;
        for (int i = 0; i < threads.length; i++) {
            if (RestState.of(states[i]) == RestState.AT_REST && !RestState.isInputWait(states[i])) {
                ids[count++] = threads[i].getId();
            }
        }
        if (count == 0) {
            return List.of();
        }
        long[] asked = java.util.Arrays.copyOf(ids, count);
        List<ThreadInfo> owners = new ArrayList<>();
        for (ThreadInfo info : THREADS.getThreadInfo(asked, true, false)) {
            if (info != null && monitorsOf(info) > 0) {
                owners.add(info);
            }
        }
        return owners;
    }

    private static int monitorsOf(ThreadInfo info) {
        return info.getLockedMonitors().length;
    }

    private void letGo(Thread[] fresh, List<ThreadInfo> owners) {
        for (ThreadInfo owner : owners) {
            for (Thread thread : fresh) {
                if (thread.getId() == owner.getThreadId()) {
                    held.remove(thread);
                    Shim.letGo0(thread);
                }
            }
        }
    }

    /** {@return all threads that Java saw when it looked last} */
    List<Thread> visible() {
        return visible;
    }

    /** {@return the threads that are suspended, and where each is} */
    List<HeldThread> held() {
        List<HeldThread> threads = new ArrayList<>();
        held.forEach((thread, state) -> threads.add(new HeldThread(thread, state)));
        return threads;
    }

    /* Why it cannot be reached. What is told of a thread is looked up after all have been resumed. */

    private ForkUnsafeException restless(Thread[] threads, byte[] states) {
        Shim.release0(false);
        held.clear();
        for (int i = 0; i < threads.length; i++) {
            RestState state = RestState.of(states[i]);
            if (state == RestState.IN_NATIVE) {
                return unsafe(
                        threads[i], "is in native code", "native code that computes for long");
            } else if (state == RestState.IN_INITIALISER) {
                return unsafe(
                        threads[i],
                        "runs a static initialiser",
                        "a program that does its work in a static initialiser");
            } else if (state == RestState.IN_CONCURRENT) {
                return unsafe(
                        threads[i],
                        "is in an operation of java.util.concurrent that does not end",
                        "a lock, queue or pool that is used without a pause");
            } else if (state == RestState.IN_FORK_JOIN) {
                return unsafe(
                        threads[i],
                        "runs a task of a ForkJoinPool, or a virtual thread that does not yield",
                        "a task or virtual thread that computes for long, or is pinned while it waits");
            }
        }
        throw new AssertionError("not settled, and all threads are");
    }

    private ForkUnsafeException unsafe(Thread thread, String what, String guess) {
        return new ForkUnsafeException(error(what(thread) + " " + what + ".")
                .detail("stack", stack(thread.getStackTrace()))
                .likely(guess)
                .remedy(remedy())
                .toString());
    }

    private ForkUnsafeException owns(ThreadInfo info) {
        Shim.release0(false);
        held.clear();
        MonitorInfo monitor = info.getLockedMonitors()[0];
        return new ForkUnsafeException(
                error("Thread '" + info.getThreadName() + "' holds the monitor of "
                                + monitor.getClassName() + "@"
                                + Integer.toHexString(monitor.getIdentityHashCode()) + ".")
                        .detail("locked", "in " + monitor.getLockedStackFrame())
                        .detail("stack", stack(info.getStackTrace()))
                        .likely("it waits or works for long inside a synchronized block")
                        .remedy(remedy())
                        .toString());
    }

    /**
     * {@return what to throw when the copy itself was refused}
     *
     * @param code from {@link Shim#fork0}
     * @param tid the kernel thread that it is about
     */
    ForkUnsafeException refused(long code, int tid) {
        String name = nameOf(tid);
        Thread thread = withName(name);
        String who =
                thread == null ? "Thread '" + name + "' (kernel thread " + tid + ")" : what(thread);
        if (code == Shim.STILL_RUNNING) {
            ErrorText error = error(who + " runs native code all the time.");
            if (thread != null) {
                error.detail("stack", stack(thread.getStackTrace()));
            }
            return new ForkUnsafeException(error.remedy(moreTime()).toString());
        }
        if (code == Shim.SILENT_THREAD) {
            return new ForkUnsafeException(error(who + " does not answer a signal.")
                    .likely("it blocks all signals, or is stopped in the kernel")
                    .remedy(moreTime())
                    .toString());
        }
        return new ForkUnsafeException(error("It took too long to find all threads at rest.")
                .remedy(moreTime())
                .toString());
    }

    private static String nameOf(int tid) {
        try {
            return Files.readString(Path.of("/proc/self/task/" + tid + "/comm")).strip();
        } catch (java.io.IOException e) {
            return "?"; // it has ended
        }
    }

    /** The kernel has the first 15 characters. */
    private @Nullable Thread withName(String start) {
        for (Thread thread : held.keySet()) {
            if (thread.getName().startsWith(start)) {
                return thread;
            }
        }
        return null;
    }

    private static String what(Thread thread) {
        return "Thread '" + thread.getName() + "'";
    }

    private static String stack(StackTraceElement[] frames) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < Math.min(frames.length, 8); i++) {
            text.append(i == 0 ? "" : "\n        ").append(frames[i]);
        }
        return text.isEmpty() ? "(no Java frames)" : text.toString();
    }

    private static String remedy() {
        return moreTime() + "; or -D" + ForkEngine.UNSAFE_PROPERTY
                + "=leave, and the child does without what that thread holds";
    }

    private static String moreTime() {
        return "try again, or -D" + ForkEngine.TIMEOUT_PROPERTY + "=MILLISECONDS";
    }

    private ErrorText error(String why) {
        return ErrorText.of(
                "FUR-111",
                "This JVM cannot be forked now: its threads did not come to rest within "
                        + timeoutMs + " ms. " + why);
    }
}
