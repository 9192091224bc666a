package io.furcula.forkengine;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The native part: what cannot be said in Java. Each function does one thing; the C files say what is
 * dangerous about it. Functions that return an int return {@code -errno} on failure.
 *
 * <p><b>Thread safety:</b> what is about descriptors, for any thread; what is about forking, for the one
 * thread that forks.
 */
final class Shim {

    private static final String FOLDER = "/native/linux-x86-64/";

    /** Nobody else can write it. */
    private static final FileAttribute<Set<PosixFilePermission>> OWN =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

    private static boolean loaded;

    private Shim() {}

    /**
     * Loads the library, for the functions of {@link Fd} alone.
     *
     * @return why it cannot be used here, or null
     */
    static synchronized @Nullable String loadLibrary() {
        if (loaded) {
            return null;
        }
        try (InputStream library = Shim.class.getResourceAsStream(FOLDER + "libfurcula_fork.so")) {
            if (library == null) {
                return "its native part is not in the jar: " + whyMissing();
            }
            // Not createTempFile: for the name it sets up SecureRandom, some 20 ms of a first
            // start. And no channel, which
            // an interrupted thread could not write.
            Path file = Files.createFile(
                    Path.of(
                            System.getProperty("java.io.tmpdir"),
                            "furcula-fork-" + Long.toHexString(System.nanoTime()) + ".so"),
                    OWN);
            try {
                try (OutputStream copy = new FileOutputStream(file.toFile())) {
                    library.transferTo(copy);
                }
                System.load(file.toString());
            } finally {
                Files.delete(file); // it stays mapped
            }
            loaded = true;
            return null;
        } catch (IOException | LinkageError e) {
            return "its native part cannot be loaded: " + e + "; may files in "
                    + System.getProperty("java.io.tmpdir") + " be executed?";
        }
    }

    private static String whyMissing() throws IOException {
        try (InputStream reason = Shim.class.getResourceAsStream(FOLDER + "missing.txt")) {
            return reason == null
                    ? "it was built without it"
                    : new String(reason.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /* Bringing to rest, and the fork. */

    /** {@return why this JVM cannot be copied, or null} Called once. */
    static native @Nullable String prepare0();

    /** For the guard of a child, which calls it now and then if threads were left behind. */
    private static void look() {
        LeftBehindWatch.look();
    }

    /**
     * In a child: starts the thread that ends it with its parent.
     *
     * @param channel the child's end of the channel to its parent
     * @param looks whether it also calls {@link #look}
     */
    static native void guard0(int channel, boolean looks);

    /**
     * Suspends threads and lets them run on until each is at a good place.
     *
     * @param threads none of which is held
     * @param states gets the {@link RestState} of each
     * @param deadlineNanos of {@link System#nanoTime}
     * @return 0, or -1 after the deadline; the threads are held in both cases
     */
    static native int settle0(Thread[] threads, byte[] states, long deadlineNanos);

    /** Notes which threads there are: before it is looked whether any is not at rest. */
    static native void note0();

    /** Resumes one thread that is held. */
    static native void letGo0(Thread thread);

    /**
     * Holds no thread any more.
     *
     * @param idleWorkersAlone resumes these alone: the others have no kernel thread here
     */
    static native void release0(boolean idleWorkersAlone);

    /** Resumes all that are held, because the thread that forks does not get on. For any thread. */
    static native void expire0();

    /**
     * Copies this process.
     *
     * @param standard what become the child's descriptors 0, 1 and 2; -1 for the parent's
     * @param closed descriptors that the child does not get
     * @param silenced descriptors that lead to {@code /dev/null} in the child
     * @param deadlineNanos of {@link System#nanoTime}
     * @param sibling whether it is a child of this process's parent
     * @param visible all threads that Java saw when it looked last
     * @param result gets the child's pidfd, and the kernel thread that an error is about
     * @param moved gets the thread of {@link #MOVED_ON}, which is held no more
     * @return the child's process id; 0 in the child; {@code -errno} or one of the codes below
     */
    static native long fork0(
            int[] standard,
            int[] closed,
            int[] silenced,
            long deadlineNanos,
            boolean sibling,
            Thread[] visible,
            int[] result,
            @Nullable Thread[] moved);

    static final int TOO_MANY_THREADS = -1001;
    static final int SILENT_THREAD = -1002;
    static final int STILL_RUNNING = -1003;
    static final int NO_VM_THREADS = -1004;

    /** A thread has moved on or is new, or a signal is being dispatched: to be looked at again. */
    static final int MOVED_ON = -1005;

    /**
     * Ends this process at once, without hooks.
     *
     * @param really false for a rehearsal, which finds the function and does nothing
     */
    static native void exit0(int code, boolean really);

    static native int getpid0();

    /** {@return when this process started, in clock ticks since boot: field 22 of proc(5)'s stat} */
    static native long startTicks0();

    /**
     * From here on {@code Runtime.halt} ends this process, a child, at once.
     *
     * @param really false for a rehearsal, which finds the function and does nothing
     */
    static native void childEndsAtOnce0(boolean really);

    /** {@return 64 bits of the kernel's random numbers} */
    static native long entropy0();

    /** {@return whether the Java heap is in memory that a copy of this process would share} */
    static native boolean isHeapShared0();

    /* Private fields and methods of the JDK: HiddenField. The type of a target is not checked here. */

    /** {@return JNI's id of a field} */
    static native long fieldId0(Class<?> owner, boolean isStatic, String name, String type);

    /** {@return the object in a field} A null target means a static field. */
    static native @Nullable Object get0(Class<?> owner, @Nullable Object target, long id);

    static native void set0(Object target, long id, @Nullable Object value);

    static native void setInt0(Object target, long id, int value);

    static native int getInt0(Object target, long id);

    static native long getLong0(Object target, long id);

    static native void setLong0(Object target, long id, long value);

    /** Calls a method that returns nothing or an int. */
    static native void call0(
            Class<?> owner,
            Object target,
            String name,
            String signature,
            @Nullable Object a,
            @Nullable Object b);
}
