package io.furcula.forkengine;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

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
     * Makes a descriptor lead to {@code /dev/null}. What it led to is closed here.
     *
     * @param fd the descriptor
     * @return 0 or more
     */
    static native int silence(int fd);

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

    /**
     * Waits until a descriptor can be written.
     *
     * @param fd the descriptor
     * @param timeoutMs the longest wait
     * @return 1, or 0 if it cannot be written in time
     */
    public static native int pollWrite(int fd, int timeoutMs);

    /**
     * Opens a process.
     *
     * @param pid of a child of this process that has not been reaped: else it may be another's
     * @return a descriptor, which can be read when the process has ended
     */
    public static native int pidfd(int pid);

    /**
     * Starts a program as a child of this process, without standard input, and with nothing open but
     * this process's standard output, its own error, and a socket as its descriptor 3.
     *
     * @param arguments the program and its arguments, each with a zero behind it
     * @param environment {@code name=value}, each with a zero behind it
     * @param control the socket, which stays open here
     * @param error its standard error, which stays open here
     * @return its process id
     */
    public static native int execute(
            byte[][] arguments, byte[][] environment, int control, int error);

    /**
     * Sends a byte and descriptors through a Unix socket.
     *
     * @param socket the socket
     * @param kind the byte, not 0
     * @param descriptors at most 8
     * @return 1
     */
    public static native int send(int socket, byte kind, int[] descriptors);

    /**
     * Waits for a byte and the descriptors that come with it.
     *
     * @param socket the socket
     * @param descriptors gets them, close-on-exec, and -1 for the rest
     * @return the byte; 0 at the end
     */
    public static native int receive(int socket, int[] descriptors);

    /**
     * Sets whether this process ignores what its terminal sends: {@code SIGINT} and {@code SIGHUP}.
     *
     * @param ignore false for what was before
     */
    public static native void ignoreTerminal(boolean ignore);

    /**
     * {@return why these functions cannot be called here, or null} They can after {@link
     * ForkEngine#availability()} has said yes, or after this.
     */
    public static @Nullable String unavailable() {
        return Shim.loadLibrary();
    }

    /** {@return this process's id} As the kernel has it, also in a copy. */
    public static long self() {
        return Shim.getpid0();
    }

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
