package io.furcula;

import io.furcula.internal.shared.SharedBlock;
import io.furcula.internal.shared.Words;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Objects;

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

    SharedArray(Kind kind, SharedBlock block, int elementBytes) {
        super(kind, block);
        this.elementBytes = elementBytes;
        this.length = (int) Words.longPlain(words(), offset() + LENGTH_OFFSET);
    }

    static void writeLength(SharedBlock block, int length) {
        Words.longPlain(block.region().bytes(), block.offset() + LENGTH_OFFSET, length);
    }

    public int length() {
        return length;
    }

    final int elementOffset(int index) {
        return offset() + DATA_OFFSET + Objects.checkIndex(index, length) * elementBytes;
    }

    final ByteBuffer data() {
        return words().slice(offset() + DATA_OFFSET, length * elementBytes)
                .order(ByteOrder.nativeOrder());
    }

    /** {@return for example {@code DoubleArray[1000]}} */
    @Override
    public String toString() {
        return getClass().getSimpleName() + "[" + (isClosed() ? "closed" : length()) + "]";
    }
}
