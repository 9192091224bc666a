package io.furcula.shm;

import io.furcula.spi.Availability;
import java.nio.file.Files;
import java.nio.file.Path;

/** Whether this JVM can call Linux. Loads nothing on other systems. */
final class Linux {

    private Linux() {}

    /** Asked once: the answer cannot change. */
    private static final class Asked {
        private static final Availability NATIVE_CALLS = nativeCalls();
        private static final Availability MEMORY_FILES = memoryFiles();
        private static final Availability FUTEX_VECTORS = futexVectors();
    }

    /** {@return whether {@link LibC} can be used} Never throws. */
    static Availability canCall() {
        return Asked.NATIVE_CALLS;
    }

    /** {@return whether the kernel gives us memory files} Never throws. */
    static Availability canMakeMemoryFiles() {
        return Asked.MEMORY_FILES;
    }

    /** {@return whether one thread can wait for several words at once} Never throws. */
    static Availability canAwaitSeveral() {
        return Asked.FUTEX_VECTORS;
    }

    static boolean isArm() {
        return System.getProperty("os.arch", "").equals("aarch64");
    }

    private static Availability nativeCalls() {
        String os = System.getProperty("os.name", "");
        String arch = System.getProperty("os.arch", "");
        if (!os.equals("Linux") || !(arch.equals("amd64") || isArm())) {
            return Availability.no(
                    "needs Linux on x86-64 or aarch64; this is " + os + " on " + arch);
        }
        if (!Files.isDirectory(Path.of("/proc/self/fd"))) {
            return Availability.no("/proc is not mounted; mount it");
        }
        try {
            return LibC.close(-1) < 0 && Errno.last().number() == Errno.EBADF
                    ? Availability.yes("native calls through JNA work")
                    : Availability.no("close(-1) did not fail with EBADF; is this Linux?");
        } catch (LinkageError | RuntimeException e) {
            return Availability.no("native calls through JNA do not work: "
                    + e
                    + "; is jna.jar on the class path, and may its library be unpacked to"
                    + " java.io.tmpdir?");
        }
    }

    private static Availability futexVectors() {
        if (!Asked.NATIVE_CALLS.available()) {
            return Asked.NATIVE_CALLS;
        }
        LibC.futexWaitv(0, 0, 0); // of no words, which it refuses if it is there
        Errno why = Errno.last();
        return why.number() == Errno.EINVAL
                ? Availability.yes("futex_waitv works")
                : Availability.no("futex_waitv failed: " + why + "; it needs Linux 5.16");
    }

    private static Availability memoryFiles() {
        if (!Asked.NATIVE_CALLS.available()) {
            return Asked.NATIVE_CALLS;
        }
        int fd = LibC.memfd_create("furcula-check");
        if (fd < 0) {
            return Availability.no("memfd_create failed: " + Errno.last());
        }
        LibC.close(fd);
        return Availability.yes("memfd_create works");
    }
}
