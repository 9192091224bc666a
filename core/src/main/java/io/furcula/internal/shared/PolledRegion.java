package io.furcula.internal.shared;

import io.furcula.spi.Region;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** A region in which waiting is looking again and again, less often the longer it takes. */
record PolledRegion(ByteBuffer bytes) implements Region {

    private static final long FIRST_PAUSE_NANOS = TimeUnit.MICROSECONDS.toNanos(20);
    private static final long LONGEST_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

    @Override
    public void await(int offset, int expected, long timeoutNanos) {
        long left = Math.min(timeoutNanos, TimeUnit.MILLISECONDS.toNanos(SLICE_MS));
        long end = System.nanoTime() + left;
        long pause = FIRST_PAUSE_NANOS;
        while (Words.intVolatile(bytes, offset) == expected
                && System.nanoTime() - end < 0
                && !Thread.currentThread().isInterrupted()) {
            LockSupport.parkNanos(pause);
            pause = Math.min(2 * pause, LONGEST_PAUSE_NANOS);
        }
    }

    @Override
    public void wake(int offset, int count) {
        // Those who wait look again by themselves.
    }
}
