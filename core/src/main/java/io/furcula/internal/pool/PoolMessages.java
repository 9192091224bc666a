package io.furcula.internal.pool;

/**
 * What a pool and its workers tell each other. In native byte order.
 *
 * <pre>
 *  a chunk of tasks, to whichever worker takes it:
 *       0      4  SLOT       of the TaskTable
 *       4      4  SEQUENCE   of the chunk
 *       8      4  JOB        which function
 *      12      2  COUNT      how many items
 *      14      2  FLAGS      1: there is a time limit; 2: somebody may interrupt it
 *      16      -  items      each: 4 bytes length, then a message of the codec's, padded to 4 bytes
 *
 *  a result, to the pool:
 *       0      4  SLOT       of the chunk; or less than 0: what a worker says of itself
 *       4      4  SEQUENCE   of the chunk; or the worker's number
 *       8      4  ITEM       which item of the chunk; or, for NEEDS_JOB, the job
 *      12      4  KIND       0: a value; 1: a failure
 *      16      -  a message of the codec's; of a failure, a report
 * </pre>
 */
public final class PoolMessages {

    public static final int SLOT = 0;
    public static final int SEQUENCE = 4;
    public static final int JOB = 8;
    public static final int COUNT = 12;
    public static final int FLAGS = 14;
    public static final int ITEM = 8;
    public static final int KIND = 12;
    public static final int HEADER_BYTES = 16;

    public static final int TIMED = 1;
    public static final int INTERRUPTIBLE = 2;

    public static final int VALUE = 0;
    public static final int FAILURE = 1;

    /** The worker has started. */
    public static final int READY = -1;

    /** The worker's start hook threw; with a report. */
    public static final int NOT_READY = -2;

    /** The worker does not know a job. */
    public static final int NEEDS_JOB = -3;

    /** The worker's process has ended; by the pool to itself, behind all that the worker has sent. */
    public static final int GONE = -4;

    private PoolMessages() {}

    /** {@return how much room an item of a chunk takes} */
    public static int itemBytes(int messageBytes) {
        return Integer.BYTES + ((messageBytes + 3) & -4);
    }
}
