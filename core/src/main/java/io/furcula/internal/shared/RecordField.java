package io.furcula.internal.shared;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A field of a record in shared memory.
 *
 * @param name its name
 * @param kind its type
 * @param offset where it is in its record
 */
public record RecordField(String name, Kind kind, int offset) {

    /** What a field can be. */
    public enum Kind {
        BOOLEAN(boolean.class, Boolean.class, 1),
        BYTE(byte.class, Byte.class, Byte.BYTES),
        SHORT(short.class, Short.class, Short.BYTES),
        CHAR(char.class, Character.class, Character.BYTES),
        INT(int.class, Integer.class, Integer.BYTES),
        LONG(long.class, Long.class, Long.BYTES),
        FLOAT(float.class, Float.class, Float.BYTES),
        DOUBLE(double.class, Double.class, Double.BYTES);

        private final Class<?> type;
        private final Class<?> boxed;
        private final int bytes;

        Kind(Class<?> type, Class<?> boxed, int bytes) {
            this.type = type;
            this.boxed = boxed;
            this.bytes = bytes;
        }
    }

    /**
     * {@return a field, or null if it cannot be one}
     *
     * @param name its name
     * @param type its type
     * @param offset where it is
     */
    public static @Nullable RecordField of(String name, Class<?> type, int offset) {
        return Arrays.stream(Kind.values())
                .filter(kind -> kind.type == type)
                .findFirst()
                .map(kind -> new RecordField(name, kind, offset))
                .orElse(null);
    }

    /**
     * {@return this field elsewhere}
     *
     * @param elsewhere where
     */
    public RecordField at(int elsewhere) {
        return new RecordField(name, kind, elsewhere);
    }

    /**
     * {@return this field, seen from a record that its own one is a field of}
     *
     * @param outer the name of its record there
     * @param outerOffset where its record is there
     */
    public RecordField within(String outer, int outerOffset) {
        return new RecordField(outer + "." + name, kind, outerOffset + offset);
    }

    /** {@return how long it is} */
    public int sizeBytes() {
        return kind.bytes;
    }

    /** {@return its type, as it is written in Java} */
    public String typeName() {
        return kind.type.getName();
    }

    /**
     * {@return its value}
     *
     * @param bytes holds its record
     * @param base where that begins
     */
    public Object get(ByteBuffer bytes, int base) {
        int at = base + offset;
        return switch (kind) {
            case BOOLEAN -> bytes.get(at) != 0;
            case BYTE -> bytes.get(at);
            case SHORT -> bytes.getShort(at);
            case CHAR -> bytes.getChar(at);
            case INT -> bytes.getInt(at);
            case LONG -> bytes.getLong(at);
            case FLOAT -> bytes.getFloat(at);
            case DOUBLE -> bytes.getDouble(at);
        };
    }

    /**
     * Writes its value.
     *
     * @param bytes holds its record
     * @param base where that begins
     * @param value the value
     * @throws IllegalArgumentException if it has another type
     */
    public void put(ByteBuffer bytes, int base, Object value) {
        if (!kind.boxed.isInstance(value)) {
            throw new IllegalArgumentException("the field '" + name + "' is " + typeName()
                    + ", and " + value + " is a " + value.getClass().getName());
        }
        int at = base + offset;
        switch (kind) {
            case BOOLEAN -> bytes.put(at, (byte) ((Boolean) value ? 1 : 0));
            case BYTE -> bytes.put(at, (Byte) value);
            case SHORT -> bytes.putShort(at, (Short) value);
            case CHAR -> bytes.putChar(at, (Character) value);
            case INT -> bytes.putInt(at, (Integer) value);
            case LONG -> bytes.putLong(at, (Long) value);
            case FLOAT -> bytes.putFloat(at, (Float) value);
            case DOUBLE -> bytes.putDouble(at, (Double) value);
        }
    }
}
