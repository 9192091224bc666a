package io.furcula.internal.shared;

import io.furcula.spi.Region;
import java.nio.ByteBuffer;

/** A region without a way to sleep in the kernel. */
record PolledRegion(ByteBuffer bytes) implements Region {

    @Override
    public void await(int offset, int expected, long timeoutNanos) {
        Polling.await(bytes, offset, expected, timeoutNanos);
    }

    @Override
    public void wake(int offset, int count) {
        // Those who wait look again by themselves.
    }
}
