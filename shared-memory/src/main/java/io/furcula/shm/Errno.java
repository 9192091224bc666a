package io.furcula.shm;

import com.sun.jna.Native;

/**
 * Why a call failed, by number and name. The numbers are those of Linux on x86-64 and aarch64.
 *
 * @param number from {@code errno.h}
 */
record Errno(int number) {

    static final int EINTR = 4;
    static final int EBADF = 9;
    static final int EAGAIN = 11;
    static final int ENOMEM = 12;
    static final int EINVAL = 22;
    static final int EMFILE = 24;
    static final int EFBIG = 27;
    static final int ENOSPC = 28;
    static final int EDQUOT = 122;

    private static final String[] NAMES = {
        "0",
        "EPERM",
        "ENOENT",
        "ESRCH",
        "EINTR",
        "EIO",
        "ENXIO",
        "E2BIG",
        "ENOEXEC",
        "EBADF",
        "ECHILD",
        "EAGAIN",
        "ENOMEM",
        "EACCES",
        "EFAULT",
        "ENOTBLK",
        "EBUSY",
        "EEXIST",
        "EXDEV",
        "ENODEV",
        "ENOTDIR",
        "EISDIR",
        "EINVAL",
        "ENFILE",
        "EMFILE",
        "ENOTTY",
        "ETXTBSY",
        "EFBIG",
        "ENOSPC",
        "ESPIPE",
        "EROFS",
        "EMLINK",
        "EPIPE",
        "EDOM",
        "ERANGE",
        "EDEADLK",
        "ENAMETOOLONG",
        "ENOLCK",
        "ENOSYS",
        "ENOTEMPTY",
        "ELOOP"
    };

    /** {@return why this thread's last call failed} */
    static Errno last() {
        return new Errno(Native.getLastError());
    }

    /** {@return whether it means that there is no room} */
    boolean isFull() {
        return number == ENOSPC || number == ENOMEM || number == EDQUOT;
    }

    /** {@return for example {@code ENOSPC (28)}} */
    @Override
    public String toString() {
        return name() + " (" + number + ")";
    }

    private String name() {
        if (number >= 0 && number < NAMES.length) {
            return NAMES[number];
        }
        return switch (number) {
            case 88 -> "ENOTSOCK";
            case 90 -> "EMSGSIZE";
            case 95 -> "EOPNOTSUPP";
            case 104 -> "ECONNRESET";
            case 105 -> "ENOBUFS";
            case 107 -> "ENOTCONN";
            case 109 -> "ETOOMANYREFS";
            case 110 -> "ETIMEDOUT";
            case 111 -> "ECONNREFUSED";
            case EDQUOT -> "EDQUOT";
            default -> "errno";
        };
    }
}
