package io.furcula;

import io.furcula.internal.ErrorText;
import io.furcula.internal.shared.BlockRef;
import io.furcula.internal.shared.RecordField;
import io.furcula.internal.shared.SharedBlock;
import io.furcula.internal.shared.TwoCopies;
import java.io.Serializable;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.function.UnaryOperator;

/**
 * One record in shared memory: reads and writes of {@link StructValue} and {@link StructArray}.
 *
 * @param structure the record's layout
 * @param copies where it is
 */
record StructCell<R extends Record>(Structure<R> structure, TwoCopies copies) {

    R get() {
        return structure.decode(copies.read());
    }

    void set(R value) {
        copies.write(0, structure.encode(value));
    }

    R getAndUpdate(UnaryOperator<R> function) {
        return structure.decode(copies.getAndUpdate(
                before -> structure.encode(function.apply(structure.decode(before)))));
    }

    R updateAndGet(UnaryOperator<R> function) {
        byte[][] after = new byte[1][];
        copies.getAndUpdate(before -> {
            after[0] = structure.encode(function.apply(structure.decode(before)));
            return after[0];
        });
        return structure.decode(after[0]);
    }

    Object get(String name) {
        RecordField field = structure.field(name);
        byte[] value = new byte[field.sizeBytes()];
        copies.read(field.offset(), value);
        return field.at(0).get(over(value), 0);
    }

    void set(String name, Object value) {
        RecordField field = structure.field(name);
        byte[] bytes = new byte[field.sizeBytes()];
        field.at(0).put(over(bytes), 0, value);
        copies.write(field.offset(), bytes);
    }

    private static ByteBuffer over(byte[] bytes) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder());
    }

    /** How a record is found by another process, whose layout of it must be the same. */
    record Handle(Class<? extends Record> type, String layout, boolean isArray, BlockRef block)
            implements Serializable {
        private static final long serialVersionUID = 1;

        static Handle of(Structure<?> structure, boolean isArray, BlockRef block) {
            return new Handle(structure.type(), structure.toString(), isArray, block);
        }

        private Object readResolve() {
            Structure<?> here = Structure.of(type);
            if (!here.toString().equals(layout)) {
                throw new SharedMemoryException(ErrorText.of(
                                "FUR-340",
                                "The record " + type.getName()
                                        + " has another layout here than where it comes from.")
                        .detail("here", here.toString())
                        .detail("there", layout)
                        .remedy("the same version of the class in every process")
                        .toString());
            }
            SharedBlock attached = SharedBlock.attach(block);
            return isArray ? new StructArray<>(here, attached) : new StructValue<>(here, attached);
        }
    }
}
