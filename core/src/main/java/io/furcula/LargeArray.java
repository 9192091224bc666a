package io.furcula;

import io.furcula.internal.shared.SegmentHeader;
import io.furcula.internal.shared.Segments;
import io.furcula.internal.shared.Transfer;
import io.furcula.internal.start.Self;
import io.furcula.spi.Segment;
import io.furcula.spi.SegmentRef;
import io.furcula.sync.Lock;
import java.io.InvalidObjectException;
import java.io.ObjectInputStream;
import java.io.Serializable;
import java.nio.ByteBuffer;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What arrays with a long index have in common: a segment of their own, of elements of 8 bytes, which is mapped in windows of 1
 * GiB, since no buffer is larger than 2 GiB. No element is in two windows.
 *
 * <pre>
 *  offset  bytes  field   written by  ordering
 *       0     64  header  creator     see SegmentHeader
 *    4096      -  DATA    anyone      volatile, one element at a time
 * </pre>
 */
abstract class LargeArray implements Serializable, AutoCloseable {

    private static final long serialVersionUID = 1;

    private static final int DATA_OFFSET = Segments.PAGE_BYTES;
    private static final int ELEMENT_BYTES = Long.BYTES;

    /** As a power of two; tests have smaller ones, to see the seams. */
    static final int WINDOW_SHIFT = 30;

    private final transient Segment segment;
    private final transient long length;
    private final transient Lock lock;
    private final transient int windowShift;
    private final transient Self owner = Self.current();

    /** Null once closed: an access after that fails and cannot crash. */
    private transient volatile ByteBuffer @Nullable [] windows;

    LargeArray(Data data) {
        this.segment = data.segment;
        this.length = data.length;
        this.lock = data.lock;
        this.windowShift = data.windowShift;
        long bytes = length * ELEMENT_BYTES;
        int count = (int) ((bytes + (1L << windowShift) - 1) >>> windowShift);
        ByteBuffer[] mapped = new ByteBuffer[count];
        for (int i = 0; i < count; i++) {
            long from = (long) i << windowShift;
            int size = (int) Math.min(1L << windowShift, bytes - from);
            mapped[i] = segment.map(DATA_OFFSET + from, size).bytes();
        }
        this.windows = mapped;
    }

    /** Where an array is. */
    record Data(Segment segment, long length, Lock lock, int windowShift) {

        static Data create(long length, int windowShift) {
            if (length < 0) {
                throw new IllegalArgumentException("length=" + length + " is negative");
            }
            long whole = Math.addExact(DATA_OFFSET, Math.multiplyExact(length, ELEMENT_BYTES));
            Segment segment = Segments.create(SegmentHeader.TYPE_ARRAY, whole);
            return new Data(segment, length, Lock.create(), windowShift);
        }
    }

    /**
     * {@return how many elements it has} Also once it is closed.
     */
    public long length() {
        return length;
    }

    /** {@return the lock that goes with this array} For what is more than one atomic operation. */
    public Lock lock() {
        return lock;
    }

    final ByteBuffer window(long index) {
        ByteBuffer[] all = windows;
        if (all == null) {
            throw new IllegalStateException("this shared array is closed");
        }
        return all[(int) ((Objects.checkIndex(index, length) * ELEMENT_BYTES) >>> windowShift)];
    }

    /** {@return where an element is in its window} */
    final int offset(long index) {
        return (int) ((index * ELEMENT_BYTES) & ((1L << windowShift) - 1));
    }

    /** What is done with elements that are in one window. */
    @FunctionalInterface
    interface Part {
        void of(ByteBuffer window, int offset, int done, int count);
    }

    /** Does something with several elements, one window after the other. */
    final void eachPart(long index, int count, Part part) {
        Objects.checkFromIndexSize(index, (long) count, length);
        for (int done = 0; done < count; ) {
            ByteBuffer window = window(index + done);
            int offset = offset(index + done);
            int here = Math.min(count - done, (window.capacity() - offset) / ELEMENT_BYTES);
            part.of(window, offset, done, here);
            done += here;
        }
    }

    final boolean isClosed() {
        return windows == null;
    }

    /**
     * Gives up this object: its methods throw {@link IllegalStateException} from now on. Other
     * processes keep theirs. Idempotent. A child that is a thread shares its parent's object: its
     * call does nothing.
     */
    @Override
    public void close() {
        if (Self.current() != owner) {
            return;
        }
        synchronized (lock) {
            if (windows != null) {
                windows = null;
                Segments.close(segment);
            }
        }
    }

    /** Not private: subclasses are to inherit it. */
    final Object writeReplace() {
        if (isClosed()) {
            throw new IllegalStateException("this shared array is closed");
        }
        Transfer.sending(segment);
        return new Handle(this instanceof LargeLongArray, segment.ref(), length, lock, windowShift);
    }

    private void readObject(ObjectInputStream in) throws InvalidObjectException {
        throw new InvalidObjectException("a shared array is sent as its handle");
    }

    private record Handle(
            boolean isOfLongs, SegmentRef segment, long length, Lock lock, int windowShift)
            implements Serializable {
        private static final long serialVersionUID = 1;

        private Object readResolve() {
            Segment attached = Segments.attach(segment, SegmentHeader.TYPE_ARRAY);
            Data data = new Data(attached, length, lock, windowShift);
            return isOfLongs ? new LargeLongArray(data) : new LargeDoubleArray(data);
        }
    }

    /** {@return for example {@code LargeLongArray[3000000000]}} */
    @Override
    public String toString() {
        return getClass().getSimpleName() + "[" + (isClosed() ? "closed" : length()) + "]";
    }
}
