package io.furcula.internal.shared;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;

/**
 * Who holds a word of shared memory: a process, told from any later one with the same id by its
 * start time, and a thread of it. Zero is nobody.
 *
 * <pre>
 *  bits   field    value
 *  40-63  PID      process id
 *  18-39  START    when the process started, modulo 2^22: clock ticks since boot (Linux), else ms
 *   1-17  THREAD   the Java thread's id, modulo 2^17
 *      0  WAITERS  set by those who sleep until the word changes
 * </pre>
 *
 * All that changes while a word is held is in the low half, which is what a futex waits on.
 */
public final class OwnerWord {

    /** Nobody. */
    public static final long NONE = 0;

    static final long WAITERS = 1;

    private static final int THREAD_SHIFT = 1;
    private static final int THREAD_BITS = 17;
    private static final int START_SHIFT = THREAD_SHIFT + THREAD_BITS;
    private static final int START_BITS = 22;
    private static final int PID_SHIFT = START_SHIFT + START_BITS;

    /** Index, behind the closing bracket of the command name, of fields 3 and 22 of proc(5)'s stat. */
    private static final int STATE_FIELD = 0;

    private static final int START_FIELD = 19;
    private static final long GONE = -1;

    /** It is there, but this process cannot look at it now: it has no descriptor left, for example. */
    private static final long UNKNOWN = -2;

    /** Constant but for a fork: a copy of this JVM is another process. */
    private static long self = of(ProcessHandle.current().pid());

    private OwnerWord() {}

    /** {@return this process, with no thread} */
    public static long self() {
        return self;
    }

    /** {@return this process and thread} */
    public static long selfThread() {
        return self | mask(Thread.currentThread().getId(), THREAD_BITS) << THREAD_SHIFT;
    }

    /**
     * {@return the process id}
     *
     * @param word an owner
     */
    public static long pid(long word) {
        return word >>> PID_SHIFT;
    }

    /**
     * {@return the thread's id, modulo 2^17}
     *
     * @param word an owner
     */
    public static long thread(long word) {
        return mask(word >>> THREAD_SHIFT, THREAD_BITS);
    }

    /**
     * {@return the process, with no thread}
     *
     * @param word an owner
     */
    public static long process(long word) {
        return word >>> START_SHIFT << START_SHIFT;
    }

    /**
     * {@return whether the process runs} A zombie does not. One that is there and cannot be looked at
     * does: nothing may be taken from the living.
     *
     * @param word an owner
     */
    public static boolean isAlive(long word) {
        long pid = pid(word);
        if (pid == pid(self)) {
            return sameProcess(word, self);
        }
        long start = startOf(pid);
        return start == UNKNOWN
                || (start != GONE
                        && mask(start, START_BITS) == mask(word >>> START_SHIFT, START_BITS));
    }

    /** This process is a copy: somebody else. Called before any other thread runs in it. */
    static void forked(long pid, long start) {
        self = of(pid, start);
    }

    static boolean sameThread(long a, long b) {
        return ((a ^ b) & ~WAITERS) == 0;
    }

    static boolean sameProcess(long a, long b) {
        return a >>> START_SHIFT == b >>> START_SHIFT;
    }

    private static long of(long pid) {
        return of(pid, startOf(pid));
    }

    private static long of(long pid, long start) {
        return pid << PID_SHIFT | mask(start, START_BITS) << START_SHIFT;
    }

    private static long mask(long value, int bits) {
        return value & ((1L << bits) - 1);
    }

    private static long startOf(long pid) {
        Path stat = Path.of("/proc/" + pid + "/stat");
        try {
            String line = new String(Files.readAllBytes(stat), StandardCharsets.ISO_8859_1);
            String[] fields = line.substring(line.lastIndexOf(')') + 2).split(" ", START_FIELD + 2);
            boolean ended = fields[STATE_FIELD].equals("Z") || fields[STATE_FIELD].equals("X");
            return ended ? GONE : Long.parseLong(fields[START_FIELD]);
        } catch (NoSuchFileException e) {
            return startWithoutProc(pid);
        } catch (IOException e) {
            boolean there = Files.isDirectory(stat.resolveSibling("")); // needs no descriptor
            return there ? UNKNOWN : GONE; // ESRCH: it ended while we were reading
        }
    }

    /** Where there is no {@code /proc}, or the process is gone. */
    private static long startWithoutProc(long pid) {
        return ProcessHandle.of(pid)
                .filter(ProcessHandle::isAlive)
                .map(h -> h.info().startInstant().map(Instant::toEpochMilli).orElse(0L))
                .orElse(GONE);
    }
}
