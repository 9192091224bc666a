package io.furcula.shm;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;
import java.nio.charset.Charset;
import java.util.Arrays;

/**
 * The C library's functions that this module calls, on 64-bit Linux alone: {@link Linux} says whether
 * this class may be touched, since its initialisation registers them all. Each has the meaning of its
 * manual page; {@link Errno#last} tells why one failed.
 *
 * <p>{@code open}, {@code fcntl} and {@code syscall} are variadic in C. On x86-64 and aarch64 Linux
 * their arguments travel as those of any other function.
 */
final class LibC {

    static final int O_RDWR = 2;
    static final int O_CREAT = 0x40;
    static final int O_EXCL = 0x80;
    static final int O_CLOEXEC = 0x80000;

    static final int SEEK_END = 2;

    static final int F_ADD_SEALS = 1033;
    static final int F_GET_SEALS = 1034;
    static final int F_SEAL_SHRINK = 2;
    static final int F_SEAL_GROW = 4;
    static final int F_SEAL_WRITE = 8;
    static final int F_SEAL_FUTURE_WRITE = 16;

    static final int FALLOC_FL_KEEP_SIZE = 1;
    static final int FALLOC_FL_PUNCH_HOLE = 2;

    static final int AF_UNIX = 1;
    static final int SOCK_SEQPACKET = 5;
    static final int SOCK_CLOEXEC = 0x80000;
    static final int SOL_SOCKET = 1;
    static final int SCM_RIGHTS = 1;
    static final int MSG_CTRUNC = 0x8;
    static final int MSG_DONTWAIT = 0x40;
    static final int MSG_NOSIGNAL = 0x4000;
    static final int MSG_CMSG_CLOEXEC = 0x40000000;
    static final short POLLIN = 1;
    static final short POLLOUT = 4;

    static final int CLOCK_MONOTONIC = 1;

    private static final int MFD_CLOEXEC = 1;
    private static final int MFD_ALLOW_SEALING = 2;

    private static final int FUTEX_WAIT = 0;
    private static final int FUTEX_WAKE = 1;

    private static final boolean ARM = Linux.isArm();
    private static final long SYS_FUTEX = ARM ? 98 : 202;
    private static final long SYS_FUTEX_WAITV = 449;
    private static final long SYS_MEMFD_CREATE = ARM ? 279 : 319;

    static {
        Native.register(LibC.class, NativeLibrary.getProcess());
        NativeCalls.becomeReady();
    }

    private LibC() {}

    static native int open(byte[] path, int flags, int mode);

    static native int close(int fd);

    static native int ftruncate(int fd, long length);

    static native long lseek(int fd, long offset, int whence);

    static native int fcntl(int fd, int command, long argument);

    /** {@return the error's number, or 0} It does not set errno. */
    static native int posix_fallocate(int fd, long offset, long length);

    static native int fallocate(int fd, int mode, long offset, long length);

    static native int socketpair(int domain, int type, int protocol, int[] fds);

    static native long sendmsg(int socket, Pointer message, int flags);

    static native long recvmsg(int socket, Pointer message, int flags);

    static native int poll(Pointer fds, long count, int timeoutMs);

    static native int clock_gettime(int clock, long timespecAddress);

    private static native long syscall(long number, long a, long b, long c, long d, long e, long f);

    /** By number, since the function is younger than the C libraries that Java runs on. */
    static int memfd_create(String name) {
        try (Memory text = new Memory(name.length() + 1L)) {
            text.setString(0, name, "US-ASCII");
            int flags = MFD_CLOEXEC | MFD_ALLOW_SEALING;
            return (int) syscall(SYS_MEMFD_CREATE, Pointer.nativeValue(text), flags, 0, 0, 0, 0);
        }
    }

    /** Between processes: without FUTEX_PRIVATE_FLAG. Why it returned does not matter. */
    static void futexWait(long address, int expected, long timespecAddress) {
        syscall(SYS_FUTEX, address, FUTEX_WAIT, expected, timespecAddress, 0, 0);
    }

    /**
     * {@return whether it could wait} Otherwise {@link Errno#last} says why.
     *
     * @param vectorAddress of the array, see {@link FutexVector}
     * @param count how many words it has
     * @param untilAddress of a point in time of {@link #CLOCK_MONOTONIC}
     */
    static boolean futexWaitv(long vectorAddress, int count, long untilAddress) {
        return syscall(SYS_FUTEX_WAITV, vectorAddress, count, 0, untilAddress, CLOCK_MONOTONIC, 0)
                >= 0;
    }

    /** {@return how many were woken} */
    static int futexWake(long address, int count) {
        return (int) syscall(SYS_FUTEX, address, FUTEX_WAKE, count, 0, 0, 0);
    }

    /** {@return a path as the kernel takes it, in the encoding that Java itself uses for paths} */
    static byte[] path(String path) {
        byte[] bytes =
                path.getBytes(Charset.forName(System.getProperty("sun.jnu.encoding", "UTF-8")));
        return Arrays.copyOf(bytes, bytes.length + 1);
    }
}
