package io.furcula;

import io.furcula.internal.shared.BlockRef;
import io.furcula.internal.shared.SharedBlock;
import io.furcula.internal.shared.Words;
import java.io.Serializable;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What arrays have in common.
 *
 * <pre>
 *  offset  bytes  field   written by            ordering
 *       0      8  LOCK    whoever takes it      compare-and-set, see RobustLock
 *       8      8  LENGTH  creator               plain, before the handle leaves its process
 *      64      -  DATA    anyone                volatile, one element at a time
 * </pre>
 */
abstract class SharedArray extends SharedObject {

    private static final long serialVersionUID = 1;

    static final int LENGTH_OFFSET = 8;
    static final int DATA_OFFSET = 64;
    static final long LARGEST_BYTES = Integer.MAX_VALUE - (8 << 10);

    private final transient int elementBytes;
    private final transient int length;

    /** Where the first element is, counted from that of the whole array. */
    private final transient int first;

    private final transient int dataOffset;

    /** Of a slice, the array that it is a part of. */
    private final transient @Nullable SharedArray whole;

    /** Whether this slice is all that this process has of it. */
    private transient boolean closesWhole;

    SharedArray(Kind kind, SharedBlock block, int elementBytes) {
        super(kind, block);
        this.elementBytes = elementBytes;
        this.length = (int) Words.longPlain(words(), offset() + LENGTH_OFFSET);
        this.first = 0;
        this.dataOffset = offset() + DATA_OFFSET;
        this.whole = null;
    }

    /** A slice. */
    SharedArray(SharedArray array, int from, int length) {
        super(array);
        Objects.checkFromIndexSize(from, length, array.length);
        this.elementBytes = array.elementBytes;
        this.length = length;
        this.first = array.first + from;
        this.dataOffset = array.dataOffset + from * elementBytes;
        this.whole = array.whole == null ? array : array.whole;
    }

    static void writeLength(SharedBlock block, int length) {
        Words.longPlain(block.region().bytes(), block.offset() + LENGTH_OFFSET, length);
    }

    public int length() {
        return length;
    }

    public abstract Array slice(int from, int length);

    final int elementOffset(int index) {
        return dataOffset + Objects.checkIndex(index, length) * elementBytes;
    }

    final ByteBuffer data() {
        return words().slice(dataOffset, length * elementBytes).order(ByteOrder.nativeOrder());
    }

    /** That of a slice does nothing, but in a process that was sent the slice alone. */
    @Override
    public void close() {
        if (whole == null) {
            super.close();
        } else if (closesWhole) {
            whole.close();
        }
    }

    @Override
    final Object handle(BlockRef exported) {
        Serializable all = (Serializable) wholeHandle(exported);
        return whole == null ? all : new SliceHandle(all, first, length);
    }

    /** {@return what is sent instead of the whole array} */
    Object wholeHandle(BlockRef exported) {
        return super.handle(exported);
    }

    private record SliceHandle(Serializable whole, int first, int length) implements Serializable {
        private static final long serialVersionUID = 1;

        private Object readResolve() {
            SharedArray array = (SharedArray) whole; // resolved already
            SharedArray slice = (SharedArray) array.slice(first, length);
            slice.closesWhole = true;
            return slice;
        }
    }

    /** {@return for example {@code DoubleArray[1000]}} */
    @Override
    public String toString() {
        return getClass().getSimpleName() + "[" + (isClosed() ? "closed" : length()) + "]";
    }
}
