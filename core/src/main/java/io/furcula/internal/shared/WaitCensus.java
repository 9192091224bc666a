package io.furcula.internal.shared;

import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * How many threads of this process could still do something for others, beside those whose waits are entered.
 * Counted when somebody looks, once for each look.
 *
 * <p>A thread counts unless it belongs to the JVM or to us, or is an idle worker of a pool: parked, with
 * nothing but the JDK on its stack; with a limit in time only if that is how long the pool keeps it. In doubt it
 * counts, and no deadlock is reported.
 *
 * <p><b>Thread safety:</b> safe for any number of threads.
 */
final class WaitCensus {

    /** What was counted. */
    record Result(long looks, int others, long sum) {}

    /** Each thread's innermost wait. */
    private static final Map<Thread, Wait> WAITING = new ConcurrentHashMap<>();

    /** In a copy of a process: its original's threads, as far as they do not run here. */
    private static volatile Set<Thread> notHere = Set.of();

    private static Result last = new Result(0, 1, 0);

    private WaitCensus() {}

    /** This process is a copy: its original's threads are not here. */
    static synchronized void forked() {
        WAITING.clear();
        last = new Result(0, 1, 0);
    }

    static void leftBehind(Set<Thread> threads) {
        notHere = threads;
    }

    /** {@return the wait that it is inside of} */
    static @Nullable Wait add(Wait wait) {
        return WAITING.put(Thread.currentThread(), wait);
    }

    static void remove(@Nullable Wait outer) {
        if (outer == null) {
            WAITING.remove(Thread.currentThread());
        } else {
            WAITING.put(Thread.currentThread(), outer);
        }
    }

    static synchronized Result answering(long looks) {
        if (last.looks < looks) {
            last = count(looks);
        }
        return last;
    }

    private static Result count(long looks) {
        Map<Thread, Wait> waiting = Map.copyOf(WAITING);
        long sum = 0;
        for (Wait wait : waiting.values()) {
            sum += wait.number();
        }
        int others = 0;
        for (Map.Entry<Thread, StackTraceElement[]> thread :
                Thread.getAllStackTraces().entrySet()) {
            boolean counts = !waiting.containsKey(thread.getKey())
                    && couldAct(thread.getKey(), thread.getValue());
            others += counts ? 1 : 0;
        }
        return new Result(looks, others, sum);
    }

    private static boolean couldAct(Thread thread, StackTraceElement[] stack) {
        String type = thread.getClass().getName();
        if (type.equals("jdk.internal.misc.CarrierThread")) {
            return true; // for virtual threads, which cannot be listed
        }
        ThreadGroup group = thread.getThreadGroup();
        String name = thread.getName();
        boolean isOfJvm = group == null // it has ended
                || group.getParent() == null
                || group.getName().equals("InnocuousThreadGroup")
                || type.startsWith("com.sun.jna.")
                || name.equals("DestroyJavaVM")
                || name.startsWith("furcula") // also "furcula-fork-watchdog"
                || notHere.contains(thread);
        return !isOfJvm && !isIdle(thread, stack);
    }

    /** One that waits for work for a while and then ends is as idle as one that waits for ever. */
    private static boolean isIdle(Thread thread, StackTraceElement[] stack) {
        boolean isParked = thread.getState() == Thread.State.WAITING
                || (thread.getState() == Thread.State.TIMED_WAITING && awaitsWork(stack));
        return isParked && stack.length > 0 && Arrays.stream(stack).allMatch(WaitCensus::isOfJdk);
    }

    /** Not one of a scheduled pool, or one over a delay queue: it waits for a task to become due. */
    private static boolean awaitsWork(StackTraceElement[] stack) {
        boolean awaits = false;
        for (StackTraceElement frame : stack) {
            String type = frame.getClassName();
            if (type.startsWith("java.util.concurrent.ScheduledThreadPoolExecutor")
                    || type.startsWith("java.util.concurrent.DelayQueue")) {
                return false;
            }
            String method = frame.getMethodName();
            awaits |=
                    (type.equals("java.util.concurrent.ForkJoinPool") && method.equals("awaitWork"))
                            || (type.equals("java.util.concurrent.ThreadPoolExecutor")
                                    && method.equals("getTask"));
        }
        return awaits;
    }

    private static boolean isOfJdk(StackTraceElement frame) {
        String type = frame.getClassName();
        return type.startsWith("java.")
                || type.startsWith("jdk.internal.")
                || type.startsWith("sun.");
    }
}
