package io.furcula.forkengine;

import java.util.Objects;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The classes and fields of the JDK whose private state a child puts right. Loaded and initialised in the
 * parent, so that a child finds them there. Checked on 17 and 25; what is missing elsewhere makes {@code
 * fork} unavailable, with an error that names it.
 */
final class Jdk {

    static final Class<?> SHUTDOWN = named("java.lang.Shutdown");
    static final Class<?> POOL_WORKER = named("java.util.concurrent.ThreadPoolExecutor$Worker");
    static final Class<?> DELAYED_QUEUE =
            named("java.util.concurrent.ScheduledThreadPoolExecutor$DelayedWorkQueue");

    /** The timers of a ForkJoinPool, from JDK 25 on. */
    static final @Nullable Class<?> DELAY_SCHEDULER =
            namedIfThere("java.util.concurrent.DelayScheduler");

    private static final Class<?> PROCESS_HANDLE = named("java.lang.ProcessHandleImpl");

    /** ProcessHandle.current(). */
    static final HiddenField OWN_HANDLE =
            HiddenField.ofClass(PROCESS_HANDLE, "current", "Ljava/lang/ProcessHandleImpl;");

    static final HiddenField HANDLE_PID = HiddenField.of(PROCESS_HANDLE, "pid", "J");
    static final HiddenField HANDLE_START = HiddenField.of(PROCESS_HANDLE, "startTime", "J");

    /** The children that ProcessBuilder has started. */
    static final HiddenField COMPLETIONS = HiddenField.ofClass(
            PROCESS_HANDLE, "completions", "Ljava/util/concurrent/ConcurrentMap;");

    static final HiddenField SHUTDOWN_HOOKS = HiddenField.ofClass(
            named("java.lang.ApplicationShutdownHooks"), "hooks", "Ljava/util/IdentityHashMap;");
    static final HiddenField FILES_TO_DELETE = HiddenField.ofClass(
            named("java.io.DeleteOnExitHook"), "files", "Ljava/util/LinkedHashSet;");
    static final HiddenField ENVIRONMENT = HiddenField.ofClass(
            named("java.lang.ProcessEnvironment"), "theUnmodifiableEnvironment", "Ljava/util/Map;");

    static final HiddenField WORKER_POOL =
            HiddenField.of(POOL_WORKER, "this$0", "Ljava/util/concurrent/ThreadPoolExecutor;");
    static final HiddenField POOL_WORKERS =
            HiddenField.of(ThreadPoolExecutor.class, "workers", "Ljava/util/HashSet;");
    static final HiddenField POOL_CONTROL = HiddenField.of(
            ThreadPoolExecutor.class, "ctl", "Ljava/util/concurrent/atomic/AtomicInteger;");
    static final HiddenField DELAYED_QUEUE_LEADER =
            HiddenField.of(DELAYED_QUEUE, "leader", "Ljava/lang/Thread;");

    private static final @Nullable Class<?> THREAD_FIELDS =
            namedIfThere("java.lang.Thread$FieldHolder");
    private static final @Nullable HiddenField THREAD_HOLDER = THREAD_FIELDS == null
            ? null
            : HiddenField.of(Thread.class, "holder", "Ljava/lang/Thread$FieldHolder;");
    private static final HiddenField THREAD_TASK = THREAD_FIELDS == null
            ? HiddenField.of(Thread.class, "target", "Ljava/lang/Runnable;")
            : HiddenField.of(THREAD_FIELDS, "task", "Ljava/lang/Runnable;");

    private Jdk() {}

    static Class<?> named(String name) {
        try {
            return Class.forName(name, true, null);
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException("this JDK has no class " + name, e);
        }
    }

    private static @Nullable Class<?> namedIfThere(String name) {
        try {
            return Class.forName(name, true, null);
        } catch (ClassNotFoundException e) {
            return null;
        }
    }

    /** Looks up what a child will look up: so that what is missing is found here, and not there. */
    static void rehearse() {
        boolean complete = Stream.of(
                        OWN_HANDLE, COMPLETIONS, SHUTDOWN_HOOKS, FILES_TO_DELETE, ENVIRONMENT)
                .map(HiddenField::get)
                .allMatch(Objects::nonNull);
        if (!complete) {
            throw new IllegalStateException("a field of it is empty");
        }
        ForkJoinPool.commonPool();
    }

    /** {@return the pool that carries virtual threads} Only where there are any: else it is made. */
    static @Nullable Object carriers() {
        return HiddenField.ofClass(
                        named("java.lang.VirtualThread"),
                        "DEFAULT_SCHEDULER",
                        "Ljava/util/concurrent/ForkJoinPool;")
                .get();
    }

    /** {@return what a thread was made to run, or null} */
    static @Nullable Object task(Thread thread) {
        if (THREAD_HOLDER == null) {
            return THREAD_TASK.get(thread);
        }
        Object holder = THREAD_HOLDER.get(thread);
        return holder == null ? null : THREAD_TASK.get(holder);
    }
}
