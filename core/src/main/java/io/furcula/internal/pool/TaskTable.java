package io.furcula.internal.pool;

import io.furcula.internal.shared.BlockRef;
import io.furcula.internal.shared.SharedBlock;
import io.furcula.internal.shared.Words;
import java.io.Serializable;
import java.nio.ByteBuffer;

/**
 * Who works on what, in a pool: a word for each chunk of tasks that is on its way. A message tells a worker of
 * the chunk; the word decides whether it may begin.
 *
 * <pre>
 *  a slot, 64 bytes, so that no two workers write to one line:
 *  offset  bytes  field    written by            ordering
 *       0      8  STATE    pool and one worker   compare-and-set
 *       8      8  STARTED  worker                release; when the item was begun, by System.nanoTime(), if
 * it has a time limit
 *
 *  STATE:  bits 32-63  SEQUENCE  of the chunk, so that a word is never taken for that of another one
 *          bits 16-31  ITEM      which item of the chunk
 *          bits  3-15  WORKER    who works on it
 *          bits  0-2   what is so, see below
 * </pre>
 *
 * <p><b>Thread safety:</b> safe for any number of threads and processes.
 */
/*
 *              offer             begin, item 0              end
 *   [FREE] ----------> [OFFERED] ------------> [RUNNING i] ------> [ENDED i]
 *      ^                   |                     |     ^               |
 *      |    withdraw       |              stop i |     +---------------+
 *      +-------------------+                     |        begin, i + 1
 *      |                                         v
 *      +-------------------------------------[STOPPED i]      and from any state once the pool has all results,
 *                       free                                  or knows that the worker is dead
 *
 * A result is sent after "end", so a task that was stopped has none, and one that has ended cannot be stopped.
 * A worker that is killed in any state leaves it to the pool, which first takes all results that were sent:
 *   OFFERED     whether or not a worker had the message, nothing was begun: the pool offers it again, with
 *               another SEQUENCE, so that a message that is still there is of no effect
 *   RUNNING i   item i was being worked on: it died with its worker. Those behind it were not begun
 *   ENDED i     if there is no result of item i, it died with its worker. Those behind it were not begun
 *   STOPPED i   the pool has told already what became of item i. Those behind it were not begun
 */
public final class TaskTable implements Serializable {

    private static final long serialVersionUID = 1;

    /** How many chunks can be on their way. */
    public static final int SLOTS = 8192;

    private static final int SLOT_BYTES = 64;
    private static final int STARTED_OFFSET = 8;

    private static final int FREE = 0;
    private static final int OFFERED = 1;
    private static final int RUNNING = 2;
    private static final int ENDED = 3;
    private static final int STOPPED = 4;

    private static final int WORKER_SHIFT = 3;
    private static final int ITEM_SHIFT = 16;
    private static final int SEQUENCE_SHIFT = 32;

    /** The most workers that can be told apart. */
    public static final int WORKERS = 1 << (ITEM_SHIFT - WORKER_SHIFT);

    private final transient SharedBlock block;
    private final transient ByteBuffer words;

    private TaskTable(SharedBlock block) {
        this.block = block;
        this.words = block.region().bytes();
    }

    /** {@return a table whose slots are free} */
    public static TaskTable create() {
        return new TaskTable(SharedBlock.allocate(SLOTS * SLOT_BYTES));
    }

    private int at(int slot) {
        return block.offset() + slot * SLOT_BYTES;
    }

    private static long state(int sequence, int item, int worker, int what) {
        return (long) sequence << SEQUENCE_SHIFT
                | (long) item << ITEM_SHIFT
                | (long) worker << WORKER_SHIFT
                | what;
    }

    /* The pool's part. */

    /** Before the message is sent: a worker may begin with the chunk. The slot is free. */
    public void offer(int slot, int sequence) {
        Words.longVolatile(words, at(slot), state(sequence, 0, 0, OFFERED));
    }

    /** {@return whether no worker had begun with the chunk, and none will} */
    public boolean withdraw(int slot, int sequence) {
        return Words.casLong(
                words, at(slot), state(sequence, 0, 0, OFFERED), state(sequence, 0, 0, FREE));
    }

    /** {@return whether the item was being worked on, and its result will not come} */
    public boolean stop(int slot, int sequence, int item) {
        long state = Words.longVolatile(words, at(slot));
        int worker = worker(state);
        return state == state(sequence, item, worker, RUNNING)
                && Words.casLong(words, at(slot), state, state(sequence, item, worker, STOPPED));
    }

    /** Nobody has anything to do with the slot any more. */
    public void free(int slot) {
        Words.longVolatile(words, at(slot), 0);
    }

    /** {@return what is known of a slot} */
    public long look(int slot) {
        return Words.longVolatile(words, at(slot));
    }

    /** {@return which chunk a word is about} */
    public static int sequence(long state) {
        return (int) (state >>> SEQUENCE_SHIFT);
    }

    /** {@return which item a word is about} */
    public static int item(long state) {
        return (int) (state >>> ITEM_SHIFT) & 0xffff;
    }

    /** {@return whose a word is} */
    public static int worker(long state) {
        return (int) (state >>> WORKER_SHIFT) & (WORKERS - 1);
    }

    /** {@return whether a worker has begun with the chunk} */
    public static boolean isBegun(long state) {
        return what(state) > OFFERED;
    }

    /** {@return whether a worker works on the item right now} */
    public static boolean isRunning(long state) {
        return what(state) == RUNNING;
    }

    /** {@return whether the pool has stopped the item} */
    public static boolean isStopped(long state) {
        return what(state) == STOPPED;
    }

    private static int what(long state) {
        return (int) state & ((1 << WORKER_SHIFT) - 1);
    }

    /** {@return when the item that is being worked on was begun, by {@code System.nanoTime()}} */
    public long startedNanos(int slot) {
        return Words.longAcquire(words, at(slot) + STARTED_OFFSET);
    }

    /** Gives the memory back. */
    public void close() {
        block.free();
    }

    /* A worker's part. */

    /** Before it begins with an item that has a time limit. */
    public void starting(int slot) {
        Words.longRelease(words, at(slot) + STARTED_OFFSET, System.nanoTime());
    }

    /** {@return whether the worker may begin with the first item} Not if another one has, or nobody is to. */
    public boolean begin(int slot, int sequence, int worker) {
        return Words.casLong(
                words,
                at(slot),
                state(sequence, 0, 0, OFFERED),
                state(sequence, 0, worker, RUNNING));
    }

    /** {@return whether the worker may begin with a later item} */
    public boolean next(int slot, int sequence, int item, int worker) {
        return Words.casLong(
                words,
                at(slot),
                state(sequence, item - 1, worker, ENDED),
                state(sequence, item, worker, RUNNING));
    }

    /** {@return whether the item's result is wanted} If not, this worker has been given up. */
    public boolean end(int slot, int sequence, int item, int worker) {
        return Words.casLong(
                words,
                at(slot),
                state(sequence, item, worker, RUNNING),
                state(sequence, item, worker, ENDED));
    }

    private Object writeReplace() {
        return new Handle(block.export());
    }

    private record Handle(BlockRef block) implements Serializable {
        private static final long serialVersionUID = 1;

        private Object readResolve() {
            return new TaskTable(SharedBlock.attach(block));
        }
    }
}
