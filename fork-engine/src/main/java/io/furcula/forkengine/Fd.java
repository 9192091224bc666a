package io.furcula.forkengine;

import java.io.IOException;

/**
 * System calls on descriptors and processes, as thin as can be: for the start methods that are built on
 * this engine, once {@link ForkEngine#availability()} says yes. Those that return an int return {@code
 * -errno} on failure.
 *
 * <p><b>Thread safety:</b> every function may be called by any thread at any time.
 */
public final class Fd {

    /** What {@link #await}, {@link #read} and {@link #waitFor} say when there is nothing now. */
    public static final int EAGAIN = -11;

    private Fd() {}

    /**
     * {@return a result that is no error}
     *
     * @param result of a function of this class
     * @param what was done, for the error
     * @throws IOException if it is one
     */
    public static int checked(int result, String what) throws IOException {
        if (result < 0) {
            throw new IOException(what + " failed: " + Errno.name(-result));
        }
        return result;
    }

    /**
     * Makes two connected descriptors.
     *
     * @param duplex whether both can be read and written (a Unix stream socket), or the first one read
     *     and the second one written (a pipe)
     * @param ends gets the two
     * @return 0
     */
    public static native int pair(boolean duplex, int[] ends);

    /**
     * Opens a file, close-on-exec.
     *
     * @param path its bytes, with a zero behind them
     * @param flags as open(2) has them
     * @param mode of a new file
     * @return the descriptor
     */
    public static native int open(byte[] path, int flags, int mode);

    /**
     * Closes a descriptor.
     *
     * @param fd the descriptor
     * @return 0
     */
    public static native int close(int fd);

    /**
     * Makes reading return {@link #EAGAIN} instead of waiting.
     *
     * @param fd the descriptor
     * @return 0
     */
    public static native int nonBlocking(int fd);

    /**
     * Reads.
     *
     * @param fd the descriptor
     * @param target where to
     * @return how many bytes, at most 8 KiB; 0 at the end
     */
    public static native int read(int fd, byte[] target);

    /**
     * Writes to a socket.
     *
     * @param fd the descriptor
     * @param source what
     * @param offset where it begins
     * @param length how long it is
     * @return how many bytes, at most 8 KiB
     */
    public static native int write(int fd, byte[] source, int offset, int length);

    /**
     * Waits until a descriptor can be read.
     *
     * @param fd the descriptor
     * @param timeoutMs the longest wait
     * @return 1, or 0 if it cannot be read in time
     */
    public static native int poll(int fd, int timeoutMs);

    /** {@return a new epoll instance} */
    public static native int epoll();

    /**
     * Watches a descriptor until it is closed.
     *
     * @param epoll an epoll instance
     * @param fd the descriptor
     * @param data what {@link #await} returns when it can be read: once for all that has come, so it is
     *     to be read until there is no more
     * @return 0
     */
    public static native int watch(int epoll, int fd, long data);

    /**
     * Waits until one of the watched can be read.
     *
     * @param epoll an epoll instance
     * @param ready gets their data
     * @param timeoutMs the longest wait; -1 for no limit
     * @return how many there are, at most 64
     */
    public static native int await(int epoll, long[] ready, int timeoutMs);

    /**
     * Reaps a child.
     *
     * @param pidfd of the child
     * @param block whether to wait for its end; if not, {@link #EAGAIN} while it runs
     * @return its exit code times 256 plus the signal that ended it
     */
    public static native int waitFor(int pidfd, boolean block);

    /**
     * Sends a signal; to nobody else, even if the process id is in use again.
     *
     * @param pidfd of the process
     * @param signal its number
     * @return 0
     */
    public static native int kill(int pidfd, int signal);

    /**
     * Changes the working directory, for native code; see {@link ChildSettings}.
     *
     * @param path its bytes, with a zero behind them
     * @return 0
     */
    static native int chdir(byte[] path);

    /**
     * Sets a variable of the environment, for native code; see {@link ChildSettings}.
     *
     * @param name its bytes, with a zero behind them
     * @param value its bytes, with a zero behind them
     * @return 0
     */
    static native int setenv(byte[] name, byte[] value);
}
