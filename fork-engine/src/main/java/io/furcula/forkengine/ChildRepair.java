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

    /* The next child's streams, made in its parent: their buffers would be a child's first new memory. */
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
     * @param really false for a rehearsal in the parent, which takes nothing from it
     */
    static void run(List<Thread> threads, List<HeldThread> held, PoolRepair pools, boolean really) {
        Shim.childEndsAtOnce0(really);
        ownProcessId();
        forget(really);
        RandomRepair.run(threads);
        WaiterRepair.run(held);
        pools.run(held);
        ownStandardStreams(really);
        if (AfterFork.hasSockets()) {
            Sockets.silence(really);
        }
        long pid = Shim.getpid0();
        long start = Shim.startTicks0();
        if (really) {
            AfterFork.begin(pid, start);
        }
    }

    /**
     * Does in the parent what does no harm there, so that a child finds the classes loaded and the code
     * linked: done anew in each child it would take tens of milliseconds.
     */
    static void rehearse() throws InterruptedException {
        HaltBinding.bind();
        List<Thread> threads = ThreadRoles.all();
        List<HeldThread> self = List.of(new HeldThread(Thread.currentThread(), RestState.AT_REST));
        WaiterRepair.run(self);
        PoolRepair pools = new PoolRepair();
        pools.run(self);
        prepare();
        AfterFork.rehearse();
        ChildSettings.environment(Map.of());
        Set<Thread> all = ThreadRoles.newSet();
        all.addAll(threads);
        LiveThreads.await(all, pools);
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
    private static void forget(boolean really) {
        clear(Jdk.COMPLETIONS.get(), really);
        clear(Jdk.SHUTDOWN_HOOKS.get(), really);
        clear(Jdk.FILES_TO_DELETE.get(), really);
    }

    private static void clear(@Nullable Object container, boolean really) {
        if (container instanceof Map<?, ?> map) {
            if (really && !map.isEmpty()) {
                map.clear();
            }
        } else if (container instanceof Collection<?> collection) {
            if (really && !collection.isEmpty()) {
                collection.clear();
            }
        }
    }

    /** What the parent has put in their place, such as a capture or a log, stays the parent's. */
    private static void ownStandardStreams(boolean really) {
        if (really) {
            System.setIn(in);
            System.setOut(out);
            System.setErr(err);
            in = null; // the next child's own
        }
    }

    /** In the parent, before each fork. */
    static void prepare() {
        if (AfterFork.hasSockets()) {
            Sockets.prepare();
        }
        if (in != null) {
            return;
        }
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
