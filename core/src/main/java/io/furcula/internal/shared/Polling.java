package io.furcula.internal.shared;

import io.furcula.spi.Region;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Waiting by looking again and again, less often the longer it takes. For memory without a futex; and
 * for virtual threads, which would hold their carrier while they sleep in the kernel: with all carriers
 * held, those that they wait for could not run.
 */
public final class Polling {

    private static final long FIRST_PAUSE_NANOS = TimeUnit.MICROSECONDS.toNanos(20);
    private static final long LONGEST_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

    /** Thread.isVirtual(), where there is such a thing. */
    private static final @Nullable MethodHandle IS_VIRTUAL = isVirtual();

    private Polling() {}

    /** {@return whether the calling thread must not sleep in the kernel} */
    public static boolean isNeeded() {
        try {
            return IS_VIRTUAL != null && (boolean) IS_VIRTUAL.invokeExact(Thread.currentThread());
        } catch (Throwable e) {
            throw new AssertionError("Thread.isVirtual fails", e);
        }
    }

    /**
     * As {@link Region#await}.
     *
     * @param bytes the memory
     * @param offset the word's offset
     * @param expected the value that makes it wait
     * @param timeoutNanos the longest wait
     */
    public static void await(ByteBuffer bytes, int offset, int expected, long timeoutNanos) {
        long left = Math.min(timeoutNanos, TimeUnit.MILLISECONDS.toNanos(Region.SLICE_MS));
        long end = System.nanoTime() + left;
        long pause = FIRST_PAUSE_NANOS;
        while (Words.intVolatile(bytes, offset) == expected
                && System.nanoTime() - end < 0
                && !Thread.currentThread().isInterrupted()) {
            LockSupport.parkNanos(pause);
            pause = Math.min(2 * pause, LONGEST_PAUSE_NANOS);
        }
    }

    private static @Nullable MethodHandle isVirtual() {
        try {
            return MethodHandles.lookup()
                    .findVirtual(Thread.class, "isVirtual", MethodType.methodType(boolean.class));
        } catch (ReflectiveOperationException e) {
            return null; // before JDK 21
        }
    }
}
