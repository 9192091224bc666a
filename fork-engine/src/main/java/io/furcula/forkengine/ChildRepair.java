package io.furcula.forkengine;

import io.furcula.internal.start.AfterFork;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Makes a copy of a JVM a process of its own, before any code of the application runs in it: what the JDK
 * remembers of the parent is put right or forgotten.
 */
final class ChildRepair {

    /* A child's streams, made in its parent. */
    private static @Nullable InputStream in;
    private static @Nullable PrintStream out;
    private static @Nullable PrintStream err;

    private ChildRepair() {}

    /**
     * Does it all. No other thread of the application runs yet.
     *
     * @param threads all that Java can see
     * @param held those that were suspended for the fork
     * @param pools gets the pools of these
     */
    static void run(List<Thread> threads, List<HeldThread> held, PoolRepair pools) {
        Shim.childEndsAtOnce0(true);
        ownProcessId();
        forget();
        RandomRepair.run(threads);
        WaiterRepair.run(held);
        pools.run(held);
        ownStandardStreams();
        AfterFork.begin(Shim.getpid0(), Shim.startTicks0());
    }

    /**
     * Does in the parent what does no harm there, so that a child finds the classes loaded and the code
     * linked: done anew in each child it would take tens of milliseconds.
     */
    static void rehearse() throws InterruptedException {
        HaltBinding.bind();
        List<Thread> threads = ThreadRoles.all();
        ownProcessId();
        RandomRepair.run(threads);
        List<HeldThread> self = List.of(new HeldThread(Thread.currentThread(), RestState.AT_REST));
        WaiterRepair.run(self);
        PoolRepair pools = new PoolRepair();
        pools.run(self);
        makeStandardStreams();
        AfterFork.rehearse();
        ChildSettings.environment(Map.of());
        Set<Thread> all = ThreadRoles.newSet();
        all.addAll(threads);
        LiveThreads.await(all, pools);
        End.isAwaited();
        Shim.startTicks0();
        Shim.childEndsAtOnce0(false);
        Shim.exit0(0, false);
    }

    /** The object and not the field: compiled code has the object as a constant. */
    private static void ownProcessId() {
        Object self = Jdk.OWN_HANDLE.get();
        if (self != null) {
            long pid = Shim.getpid0();
            Object fresh = ProcessHandle.of(pid).orElseThrow();
            Jdk.HANDLE_PID.setLong(self, pid);
            Jdk.HANDLE_START.setLong(self, Jdk.HANDLE_START.getLong(fresh));
        }
    }

    /** The parent's children, its shutdown hooks and the files that it deletes at its end. */
    private static void forget() {
        if (Jdk.COMPLETIONS.get() instanceof Map<?, ?> completions) {
            completions.clear();
        }
        if (Jdk.SHUTDOWN_HOOKS.get() instanceof Map<?, ?> hooks) {
            hooks.clear();
        }
        if (Jdk.FILES_TO_DELETE.get() instanceof Collection<?> files) {
            files.clear();
        }
    }

    /** What the parent has put in their place, such as a capture or a log, stays the parent's. */
    private static void ownStandardStreams() {
        System.setIn(in);
        System.setOut(out);
        System.setErr(err);
        makeStandardStreams(); // for this process's own children
    }

    private static void makeStandardStreams() {
        in = new BufferedInputStream(new FileInputStream(FileDescriptor.in));
        out = stream(FileDescriptor.out, "stdout.encoding");
        err = stream(FileDescriptor.err, "stderr.encoding");
    }

    private static PrintStream stream(FileDescriptor descriptor, String encoding) {
        return new PrintStream(
                new BufferedOutputStream(new FileOutputStream(descriptor), 8192),
                true,
                charset(System.getProperty(encoding)));
    }

    private static Charset charset(@Nullable String name) {
        return name != null && Charset.isSupported(name)
                ? Charset.forName(name)
                : Charset.defaultCharset();
    }
}
