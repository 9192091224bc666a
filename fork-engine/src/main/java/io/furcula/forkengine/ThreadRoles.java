package io.furcula.forkengine;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.WeakHashMap;

/**
 * Which threads must come to rest before a fork. All but the one that forks, and those of the JVM that a
 * child needs and that may go on wherever they are: reference handling, cleaners, signals, the pollers of
 * virtual threads. What a thread is, is told by its class or by what it runs, not by its name; only two
 * that the JVM itself makes have nothing but a name.
 *
 * <p><b>Thread safety:</b> for the one thread that forks.
 */
final class ThreadRoles {

    private static final Set<String> KEPT_CLASSES = Set.of(
            "java.lang.ref.Reference$ReferenceHandler", "java.lang.ref.Finalizer$FinalizerThread");
    private static final Set<String> KEPT_BY_NAME =
            Set.of("Signal Dispatcher", "Notification Thread");
    private static final String INNOCUOUS = "jdk.internal.misc.InnocuousThread";

    private static final ThreadGroup TOP = top();

    /** What an innocuous thread runs does not change. */
    private static final Map<Thread, Boolean> KEPT = new WeakHashMap<>();

    private ThreadRoles() {}

    private static ThreadGroup top() {
        ThreadGroup group = Thread.currentThread().getThreadGroup();
        while (group.getParent() != null) {
            group = group.getParent();
        }
        return group;
    }

    /** {@return all live threads that Java code can see} */
    static List<Thread> all() {
        Thread[] threads = new Thread[TOP.activeCount() * 2 + 16];
        int count = TOP.enumerate(threads, true);
        while (count == threads.length) {
            threads = new Thread[threads.length * 2];
            count = TOP.enumerate(threads, true);
        }
        return Arrays.asList(threads).subList(0, count);
    }

    /**
     * {@return the threads that are to come to rest} Not those that a parent of this process left behind:
     * they are at rest for ever.
     *
     * @param threads all of them
     * @param held those that have
     */
    static Thread[] toBringToRest(List<Thread> threads, Set<Thread> held) {
        Thread self = Thread.currentThread();
        List<Thread> found = new ArrayList<>();
        for (Thread thread : threads) {
            if (thread != self
                    && !held.contains(thread)
                    && !isKept(thread)
                    && !ForkEngine.isLeftBehind(thread)) {
                found.add(thread);
            }
        }
        return found.toArray(Thread[]::new);
    }

    static Set<Thread> newSet() {
        return Collections.newSetFromMap(new IdentityHashMap<>());
    }

    private static boolean isKept(Thread thread) {
        if (thread == Watchdog.thread()) {
            return true;
        }
        String type = thread.getClass().getName();
        if (type.equals(INNOCUOUS)) {
            return KEPT.computeIfAbsent(thread, ThreadRoles::servesTheJvm);
        }
        return KEPT_CLASSES.contains(type)
                || (thread.getThreadGroup() == TOP && KEPT_BY_NAME.contains(thread.getName()));
    }

    private static boolean servesTheJvm(Thread thread) {
        Object task = Jdk.task(thread);
        if (task == null) {
            return false;
        }
        String name = task.getClass().getName();
        return name.equals("jdk.internal.ref.CleanerImpl")
                || name.startsWith("sun.nio.ch.Poller")
                || name.startsWith("java.lang.VirtualThread");
    }
}
