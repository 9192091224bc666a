package io.furcula.shm;

import com.sun.jna.Native;
import com.sun.jna.Pointer;
import io.furcula.internal.shared.Polling;
import io.furcula.spi.Region;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/**
 * A region in which those who wait sleep in the kernel. Neither {@link #await} nor {@link #wake}
 * allocates. Virtual threads poll instead, and so does everyone until the native calls are {@link
 * NativeCalls ready}.
 */
final class FutexRegion implements Region {

    private static final long SLICE_NANOS = TimeUnit.MILLISECONDS.toNanos(SLICE_MS);

    private static final ThreadLocal<Timespec> TIMESPEC = ThreadLocal.withInitial(Timespec::new);

    private final ByteBuffer bytes;

    /** Where the bytes are; 0 until it is first needed. */
    private volatile long address;

    /**
     * A region.
     *
     * @param bytes a shared mapping
     */
    FutexRegion(ByteBuffer bytes) {
        this.bytes = bytes;
    }

    @Override
    public ByteBuffer bytes() {
        return bytes;
    }

    @Override
    public void await(int offset, int expected, long timeoutNanos) {
        if (Polling.isNeeded() || !NativeCalls.areReady()) {
            Polling.await(bytes, offset, expected, timeoutNanos);
        } else if (timeoutNanos > 0 && !Thread.currentThread().isInterrupted()) {
            Timespec timespec = TIMESPEC.get();
            timespec.set(Math.min(timeoutNanos, SLICE_NANOS));
            try {
                LibC.futexWait(addressOf(offset), expected, timespec.address);
            } finally {
                Reference.reachabilityFence(
                        bytes); // else it might be unmapped while we sleep in it
                Reference.reachabilityFence(timespec);
            }
        }
    }

    @Override
    public int mostWords() {
        if (Polling.isNeeded() || !NativeCalls.areReady()) {
            return 0;
        }
        return Linux.canAwaitSeveral().available() ? MOST_WORDS : 1;
    }

    @Override
    public void awaitAny(
            Region[] regions, int[] offsets, int[] expected, int count, long timeoutNanos) {
        if (count == 1) {
            regions[0].await(offsets[0], expected[0], timeoutNanos);
        } else if (timeoutNanos > 0 && !Thread.currentThread().isInterrupted()) {
            FutexVector vector = FutexVector.ofThread();
            for (int i = 0; i < count; i++) {
                FutexRegion region = (FutexRegion) regions[i];
                vector.set(i, region.addressOf(offsets[i]), expected[i]);
            }
            try {
                vector.await(count, Math.min(timeoutNanos, SLICE_NANOS));
            } finally {
                Reference.reachabilityFence(regions);
                Reference.reachabilityFence(vector);
            }
        }
    }

    @Override
    public void wake(int offset, int count) {
        if (!NativeCalls.areReady()) {
            return; // they look again by themselves, at the end of their slice
        }
        try {
            LibC.futexWake(addressOf(offset), count);
        } finally {
            Reference.reachabilityFence(bytes);
        }
    }

    private long addressOf(int offset) {
        long base = address;
        if (base == 0) {
            base = Pointer.nativeValue(Native.getDirectBufferPointer(bytes));
            address = base;
        }
        return base + Objects.checkIndex(offset, bytes.capacity() - (Integer.BYTES - 1));
    }

    /** A {@code struct timespec} of less than a second. */
    private static final class Timespec {
        private static final int NANOS_OFFSET = 8;

        private final ByteBuffer bytes =
                ByteBuffer.allocateDirect(2 * Long.BYTES).order(ByteOrder.nativeOrder());
        private final long address = Pointer.nativeValue(Native.getDirectBufferPointer(bytes));

        void set(long nanos) {
            bytes.putLong(NANOS_OFFSET, nanos);
        }
    }
}
