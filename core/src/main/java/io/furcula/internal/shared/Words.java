package io.furcula.internal.shared;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Words in shared memory: aligned shorts, ints and longs of a mapped buffer, in native byte order. An
 * accessor's name carries its memory ordering, as {@link VarHandle} defines it.
 */
public final class Words {

    private static final VarHandle SHORT =
            MethodHandles.byteBufferViewVarHandle(short[].class, ByteOrder.nativeOrder());
    private static final VarHandle INT =
            MethodHandles.byteBufferViewVarHandle(int[].class, ByteOrder.nativeOrder());
    private static final VarHandle LONG =
            MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.nativeOrder());
    private static final int LOW_HALF = ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN ? 0 : 4;

    private Words() {}

    /**
     * {@return the offset of the low 32 bits of a long} These are what a futex can wait on.
     *
     * @param offset the long's offset
     */
    public static int lowHalf(int offset) {
        return offset + LOW_HALF;
    }

    public static short shortPlain(ByteBuffer b, int offset) {
        return (short) SHORT.get(b, offset);
    }

    public static void shortPlain(ByteBuffer b, int offset, short value) {
        SHORT.set(b, offset, value);
    }

    public static short shortVolatile(ByteBuffer b, int offset) {
        return (short) SHORT.getVolatile(b, offset);
    }

    public static void shortVolatile(ByteBuffer b, int offset, short value) {
        SHORT.setVolatile(b, offset, value);
    }

    public static int intPlain(ByteBuffer b, int offset) {
        return (int) INT.get(b, offset);
    }

    public static void intPlain(ByteBuffer b, int offset, int value) {
        INT.set(b, offset, value);
    }

    public static int intVolatile(ByteBuffer b, int offset) {
        return (int) INT.getVolatile(b, offset);
    }

    public static void intVolatile(ByteBuffer b, int offset, int value) {
        INT.setVolatile(b, offset, value);
    }

    public static int intAcquire(ByteBuffer b, int offset) {
        return (int) INT.getAcquire(b, offset);
    }

    public static void intRelease(ByteBuffer b, int offset, int value) {
        INT.setRelease(b, offset, value);
    }

    public static int getAndAddInt(ByteBuffer b, int offset, int delta) {
        return (int) INT.getAndAdd(b, offset, delta);
    }

    public static int getAndSetInt(ByteBuffer b, int offset, int value) {
        return (int) INT.getAndSet(b, offset, value);
    }

    public static boolean casInt(ByteBuffer b, int offset, int expected, int value) {
        return INT.compareAndSet(b, offset, expected, value);
    }

    public static long longPlain(ByteBuffer b, int offset) {
        return (long) LONG.get(b, offset);
    }

    public static void longPlain(ByteBuffer b, int offset, long value) {
        LONG.set(b, offset, value);
    }

    public static long longOpaque(ByteBuffer b, int offset) {
        return (long) LONG.getOpaque(b, offset);
    }

    public static long longAcquire(ByteBuffer b, int offset) {
        return (long) LONG.getAcquire(b, offset);
    }

    public static void longRelease(ByteBuffer b, int offset, long value) {
        LONG.setRelease(b, offset, value);
    }

    public static long longVolatile(ByteBuffer b, int offset) {
        return (long) LONG.getVolatile(b, offset);
    }

    public static void longVolatile(ByteBuffer b, int offset, long value) {
        LONG.setVolatile(b, offset, value);
    }

    public static long getAndAddLong(ByteBuffer b, int offset, long delta) {
        return (long) LONG.getAndAdd(b, offset, delta);
    }

    public static long getAndSetLong(ByteBuffer b, int offset, long value) {
        return (long) LONG.getAndSet(b, offset, value);
    }

    public static boolean casLong(ByteBuffer b, int offset, long expected, long value) {
        return LONG.compareAndSet(b, offset, expected, value);
    }
}
