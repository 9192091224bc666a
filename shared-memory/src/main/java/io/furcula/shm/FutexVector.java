package io.furcula.shm;

import com.sun.jna.Native;
import com.sun.jna.Pointer;
import io.furcula.spi.Region;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The words that one thread waits for at once: an array of {@code struct futex_waitv}, and a time limit behind
 * it.
 *
 * <pre>
 *  offset  bytes  field     value
 *       0      8  VAL       the value that makes it wait, without a sign
 *       8      8  UADDR     the word's address
 *      16      4  FLAGS     32 bits, between processes
 *      20      4  RESERVED  0
 * </pre>
 *
 * <p><b>Thread safety:</b> confined to its thread.
 */
final class FutexVector {

    private static final int UADDR_OFFSET = 8;
    private static final int FLAGS_OFFSET = 16;
    private static final int SIZE_BYTES = 24;
    private static final int TIMESPEC_OFFSET = Region.MOST_WORDS * SIZE_BYTES;
    private static final int TIMESPEC_BYTES = 2 * Long.BYTES;

    private static final int FUTEX2_SIZE_U32 = 2;
    private static final long NANOS_PER_SECOND = 1_000_000_000;

    private static final ThreadLocal<FutexVector> OF_THREAD =
            ThreadLocal.withInitial(FutexVector::new);

    private final ByteBuffer bytes = ByteBuffer.allocateDirect(TIMESPEC_OFFSET + TIMESPEC_BYTES)
            .order(ByteOrder.nativeOrder());
    private final long address = Pointer.nativeValue(Native.getDirectBufferPointer(bytes));

    private FutexVector() {}

    /** {@return the calling thread's} */
    static FutexVector ofThread() {
        return OF_THREAD.get();
    }

    void set(int index, long wordAddress, int expected) {
        int at = index * SIZE_BYTES;
        bytes.putLong(at, Integer.toUnsignedLong(expected));
        bytes.putLong(at + UADDR_OFFSET, wordAddress);
        bytes.putInt(at + FLAGS_OFFSET, FUTEX2_SIZE_U32);
    }

    /** Sleeps; why it returns does not matter. The limit is a point in time, other than that of one futex. */
    void await(int count, long timeoutNanos) {
        long timespec = address + TIMESPEC_OFFSET;
        LibC.clock_gettime(LibC.CLOCK_MONOTONIC, timespec);
        long nanos = bytes.getLong(TIMESPEC_OFFSET + Long.BYTES) + timeoutNanos;
        long seconds = bytes.getLong(TIMESPEC_OFFSET) + nanos / NANOS_PER_SECOND;
        bytes.putLong(TIMESPEC_OFFSET, seconds);
        bytes.putLong(TIMESPEC_OFFSET + Long.BYTES, nanos % NANOS_PER_SECOND);
        LibC.futexWaitv(address, count, timespec);
    }
}
