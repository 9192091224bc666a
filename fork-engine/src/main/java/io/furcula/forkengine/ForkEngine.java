package io.furcula.forkengine;

import io.furcula.ForkHook;
import io.furcula.ForkUnsafeException;
import io.furcula.StartFailedException;
import io.furcula.internal.ErrorText;
import io.furcula.internal.shared.Inherited;
import io.furcula.internal.start.ForkHookList;
import io.furcula.spi.Availability;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Copies this JVM: for start methods whose children are copies. Linux on x86-64, HotSpot.
 *
 * <p><b>Thread safety:</b> every method may be called by any platform thread at any time; forks are made
 * one after another.
 */
/*
 * A fork, step by step; on an error all that was done is undone, and nothing was forked:
 *
 *   hooks: before -> streams flushed -> threads at rest (Stillness) -> frozen and copied (native)
 *     parent: threads run on -> hooks: in parent -> returns the child
 *     child:  own threads run on -> JDK put right (ChildRepair) -> idle workers go on -> ForkedMain -> end
 */
public final class ForkEngine {

    /** How long it may take to bring all threads to rest, in milliseconds. */
    public static final String TIMEOUT_PROPERTY = "furcula.fork.timeout";

    /**
     * What is done if a thread does not come to rest: {@code refuse}, the default, or {@code leave} it
     * where it is.
     */
    public static final String UNSAFE_PROPERTY = "furcula.fork.unsafe";

    /** No answer for good: it is asked anew. */
    private static final String INTERRUPTED = "the check was interrupted";

    private static final long DEFAULT_TIMEOUT_MS = 1000;
    private static final long COPY_EXTRA_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

    /** The exit code of a child that could not begin. */
    private static final int BROKEN_CHILD = 121;

    /** Replaced in a child: threads that wait for it are the parent's. */
    private static ReentrantLock lock = new ReentrantLock();

    private static @Nullable Availability availability;
    private static boolean tried;

    /** Whether the native part is there: without it a fork would crash. */
    private static volatile boolean prepared;

    /** In a child: its ancestors' threads that have no kernel thread here. */
    private static final Set<Thread> LEFT_BEHIND = ThreadRoles.newSet();

    private ForkEngine() {}

    /**
     * {@return whether this JVM can be copied, and if not, why} The first time it is asked it copies this
     * JVM once, to see; the copy has ended when this returns.
     */
    public static Availability availability() {
        ReentrantLock held = lock;
        held.lock();
        try {
            Availability known = untried();
            if (known.available() && !tried) {
                tried = true;
                String seen = SelfTest.run();
                if (seen != null) {
                    known = Availability.no("a first, empty copy of this JVM " + seen);
                    availability = known;
                }
            }
            return known;
        } finally {
            held.unlock();
        }
    }

    /**
     * {@return whether this JVM can be copied, as far as can be told without trying} For one that is there to
     * be copied at once.
     */
    public static Availability untried() {
        ReentrantLock held = lock;
        held.lock();
        try {
            Availability known = availability;
            if (known == null) {
                String reason = reasonAgainst();
                known = reason == null
                        ? Availability.yes("this JVM can be copied")
                        : Availability.no(reason);
                if (!INTERRUPTED.equals(reason)) {
                    availability = known;
                }
            }
            return known;
        } finally {
            held.unlock();
        }
    }

    /**
     * {@return why a JVM with this one's options cannot be copied, or null} As far as can be told without
     * trying.
     */
    public static @Nullable String reasonAgainstCopies() {
        String os = System.getProperty("os.name", "");
        String arch = System.getProperty("os.arch", "");
        if (!os.equals("Linux") || !arch.equals("amd64")) {
            return "it needs Linux on x86-64; this is " + os + " on " + arch;
        }
        String vm = System.getProperty("java.vm.name", "");
        if (!vm.contains("HotSpot") && !vm.contains("OpenJDK")) {
            return "it needs a HotSpot JVM; this is " + vm;
        }
        String reason = Shim.loadLibrary();
        if (reason != null) {
            return reason;
        }
        return Shim.isHeapShared0() ? reasonWithSharedHeap() : SecureRandomRepair.reasonAgainst();
    }

    private static String reasonWithSharedHeap() {
        boolean zgc = ManagementFactory.getGarbageCollectorMXBeans().stream()
                .anyMatch(c -> c.getName().startsWith("ZGC"));
        return zgc
                ? "ZGC keeps its heap in memory that a copy would share; use G1, Parallel, Serial or"
                        + " Shenandoah, for example -XX:+UseG1GC"
                : "the Java heap is in memory that a copy would share: -XX:AllocateHeapAt, or a collector"
                        + " that we do not know";
    }

    private static @Nullable String reasonAgainst() {
        String reason = reasonAgainstCopies();
        if (reason == null) {
            reason = Shim.prepare0();
        }
        if (reason != null) {
            return reason;
        }
        try {
            Jdk.rehearse();
            Stillness.rehearse();
            ChildRepair.rehearse();
            LeftBehindWatch.rehearse();
            rehearse();
            Watchdog.start();
            prepared = true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return INTERRUPTED;
        } catch (RuntimeException | LinkageError e) {
            return "this JDK is not one that we know: " + e
                    + (e.getCause() == null ? "" : ", " + e.getCause());
        }
        return null;
    }

    /**
     * Copies this JVM.
     *
     * @param plan what the child has from the start
     * @param child what the child does; never returns to the caller's code there
     * @return the child
     * @throws ForkUnsafeException if another thread does not come to rest; nothing was forked
     * @throws StartFailedException if the system refuses; nothing was forked
     */
    public static Forked fork(ForkPlan plan, ForkedMain child) {
        if (!prepared) {
            Availability answer = availability();
            if (!answer.available()) {
                throw new StartFailedException(
                        "This JVM cannot be copied: " + answer.reason() + ".   [FUR-107]");
            }
        }
        ReentrantLock held = lock;
        held.lock();
        try {
            List<ForkHook> begun = ForkHookList.before();
            Forked forked;
            try {
                forked = copy(plan, child, begun);
            } catch (RuntimeException | Error e) {
                ForkHookList.inParent(begun);
                throw e;
            }
            inParent(begun, forked);
            return forked;
        } finally {
            held.unlock();
        }
    }

    /** A copy for which no hooks run: it is none of the application's. The caller holds the lock. */
    static Forked copyForTest(ForkedMain child) {
        return copy(new ForkPlan(-1, -1, -1, -1, new int[0], false), child, List.of());
    }

    private static void inParent(List<ForkHook> begun, Forked forked) {
        try {
            ForkHookList.inParent(begun);
        } catch (RuntimeException | Error e) {
            Fd.kill(forked.pidfd(), 9);
            Fd.waitFor(forked.pidfd(), true);
            Fd.close(forked.pidfd());
            throw e;
        }
    }

    private static Forked copy(ForkPlan plan, ForkedMain child, List<ForkHook> begun) {
        if (isEnding()) {
            throw ending();
        }
        long timeoutMs = Math.max(1, Long.getLong(TIMEOUT_PROPERTY, DEFAULT_TIMEOUT_MS));
        boolean leave = System.getProperty(UNSAFE_PROPERTY, "refuse").equals("leave");
        int[] silenced = SharedLogs.descriptors();
        ChildRepair.prepare();
        int[] standard = plan.standard();
        int[] result = new int[2];
        @Nullable Thread[] moved = new Thread[1];
        System.out.flush();
        System.err.flush();
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(timeoutMs);
        Runnable hooks =
                () -> ForkHookList.inChild(begun); // made here: a child would have to link it
        Watchdog.attemptBegins(deadline + COPY_EXTRA_NANOS);
        long pid;
        Stillness stillness;
        try {
            stillness = Stillness.reach(deadline, timeoutMs, leave);
            while (true) {
                Shim.note0();
                stillness.bringAgain(moved[0]); // those that were born meanwhile
                List<HeldThread> held = stillness.held();
                List<Thread> threads = stillness.visible();
                pid = Shim.fork0(
                        standard,
                        plan.closed(),
                        silenced,
                        deadline + COPY_EXTRA_NANOS,
                        plan.sibling(),
                        threads.toArray(Thread[]::new),
                        result,
                        moved);
                if (pid == 0) {
                    inChild(threads, held, plan.channel(), child, hooks, true);
                }
                if (pid != Shim.MOVED_ON || System.nanoTime() - deadline > 0) {
                    break;
                }
                if (isEnding()) {
                    throw ending(); // that was the signal
                }
            }
        } finally {
            Watchdog.attemptIsOver();
            Shim.release0(false);
        }
        if (pid < 0) {
            throw failed(stillness, pid, result[1]);
        }
        return new Forked(pid, result[0]);
    }

    private static StartFailedException ending() {
        return new StartFailedException(
                "This JVM is ending, and starts no children any more.   [FUR-101]");
    }

    private static StartFailedException failed(Stillness stillness, long code, int tid) {
        if (code == Shim.STILL_RUNNING
                || code == Shim.SILENT_THREAD
                || code == Shim.MOVED_ON
                || code == -Errno.ETIMEDOUT) {
            return stillness.refused(code, tid);
        }
        String why = code == Shim.TOO_MANY_THREADS
                ? "it has too many threads"
                : code == Shim.NO_VM_THREADS
                        ? "the threads of the JVM itself could not be recognised"
                        : Errno.name(-code);
        ErrorText text = ErrorText.of("FUR-101", "This JVM cannot be copied: " + why + ".");
        if (code == -Errno.EAGAIN) {
            text.likely("the limit of processes is reached").remedy("ulimit -u");
        } else if (code == -Errno.ENOMEM) {
            text.likely("the system does not promise memory for a copy of this heap")
                    .remedy("sysctl vm.overcommit_memory, or a smaller heap");
        }
        return new StartFailedException(text.toString());
    }

    /** Lets the parent go through a child's life, so that none has to load and link what it needs. */
    private static void rehearse() {
        List<HeldThread> self =
                List.of(new HeldThread(Thread.currentThread(), RestState.IDLE_WORKER));
        inChild(ThreadRoles.all(), self, -1, hooks -> 0, () -> {}, false);
    }

    /**
     * The rest of the child's life. Without lambdas: each child would have to link them anew.
     *
     * @param really false for a rehearsal, which changes nothing, and returns
     */
    private static void inChild(
            List<Thread> threads,
            List<HeldThread> held,
            int channel,
            ForkedMain child,
            Runnable hooks,
            boolean really) {
        int code = BROKEN_CHILD;
        try {
            ReentrantLock own = new ReentrantLock();
            if (really) {
                lock = own;
            }
            Watchdog.attemptIsOver();
            PoolRepair pools = new PoolRepair();
            ChildRepair.run(threads, held, pools, really);
            Shim.release0(true);
            Set<Thread> inherited = ThreadRoles.newSet();
            inherited.addAll(threads);
            for (HeldThread h : held) {
                if (h.state() == RestState.AT_REST) {
                    LEFT_BEHIND.add(h.thread());
                }
            }
            Inherited.leftBehind(LEFT_BEHIND);
            LeftBehindWatch.forked();
            if (channel >= 0) {
                Shim.guard0(channel, !LEFT_BEHIND.isEmpty());
            }
            code = child.run(hooks);
            LiveThreads.await(inherited, pools);
            End.with(code, really);
        } catch (Throwable e) { // nothing may get back into the parent's code
            e.printStackTrace();
            System.err.flush();
        } finally {
            Shim.exit0(code == 0 ? BROKEN_CHILD : code, really);
        }
    }

    /** {@return whether this JVM has begun to end, and starts no children any more} */
    public static boolean isEnding() {
        return Jdk.SHUTDOWN_HOOKS.get() == null;
    }

    /** {@return in a child: the parent's threads that have no kernel thread here} */
    static List<Thread> leftBehind() {
        return List.copyOf(LEFT_BEHIND);
    }

    static boolean isLeftBehind(Thread thread) {
        return LEFT_BEHIND.contains(thread);
    }
}
