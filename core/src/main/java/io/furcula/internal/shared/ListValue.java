package io.furcula.internal.shared;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A value of a list, as it is in memory: see {@link ListSlots}. */
public final class ListValue {

    private static final int NULL = 0;
    private static final int BOOLEAN = 1;
    private static final int LONG = 2;
    private static final int DOUBLE = 3;
    private static final int UTF_8 = 4;
    private static final int BYTES = 5;
    private static final int UTF_16 = 6;

    private static final int TYPE_AND_LENGTH = ListSlots.TYPE_AND_LENGTH_BYTES;

    private final int type;
    private final byte[] bytes;

    private ListValue(int type, byte[] bytes) {
        this.type = type;
        this.bytes = bytes;
    }

    /**
     * {@return a value}
     *
     * @param value null, a boolean, a whole number up to long, a float or double, a string or bytes
     * @throws IllegalArgumentException if it is anything else
     */
    public static ListValue of(@Nullable Object value) {
        if (value == null) {
            return new ListValue(NULL, new byte[0]);
        } else if (value instanceof Boolean b) {
            return new ListValue(BOOLEAN, new byte[] {(byte) (b ? 1 : 0)});
        } else if (value instanceof Double || value instanceof Float) {
            long bits = Double.doubleToRawLongBits(((Number) value).doubleValue());
            return new ListValue(DOUBLE, eight(bits));
        } else if (value instanceof Long
                || value instanceof Integer
                || value instanceof Short
                || value instanceof Byte) {
            return new ListValue(LONG, eight(((Number) value).longValue()));
        } else if (value instanceof byte[] bytes) {
            return new ListValue(BYTES, bytes.clone());
        } else if (value instanceof String text) {
            return of(text);
        }
        throw new IllegalArgumentException("a " + value.getClass().getName()
                + " cannot be in a shareable list: null, booleans, numbers up to long and double,"
                + " strings and byte[] can");
    }

    private static ListValue of(String text) {
        if (StandardCharsets.UTF_8.newEncoder().canEncode(text)) {
            return new ListValue(UTF_8, text.getBytes(StandardCharsets.UTF_8));
        }
        byte[] chars = new byte[text.length() * Character.BYTES]; // it has half a surrogate pair
        over(chars).asCharBuffer().put(text);
        return new ListValue(UTF_16, chars);
    }

    private static byte[] eight(long bits) {
        byte[] eight = new byte[Long.BYTES];
        over(eight).putLong(bits);
        return eight;
    }

    private static ByteBuffer over(byte[] bytes) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder());
    }

    /** {@return how long it is} */
    public int length() {
        return bytes.length;
    }

    /**
     * {@return an element's content, with this value}
     *
     * @param room how long a value may be; at least as long as this one
     */
    public byte[] content(int room) {
        byte[] content = new byte[TYPE_AND_LENGTH + room];
        over(content).putInt(type).putInt(bytes.length).put(bytes);
        return content;
    }

    /**
     * {@return the value of an element}
     *
     * @param content the element's
     */
    public static @Nullable Object in(byte[] content) {
        ByteBuffer buffer = over(content);
        int type = buffer.getInt();
        int length = buffer.getInt();
        byte[] value = Arrays.copyOfRange(content, TYPE_AND_LENGTH, TYPE_AND_LENGTH + length);
        return switch (type) {
            case NULL -> null;
            case BOOLEAN -> value[0] != 0;
            case LONG -> buffer.getLong();
            case DOUBLE -> buffer.getDouble();
            case UTF_8 -> new String(value, StandardCharsets.UTF_8);
            case BYTES -> value;
            case UTF_16 ->
                ByteBuffer.wrap(value)
                        .order(ByteOrder.nativeOrder())
                        .asCharBuffer()
                        .toString();
            default -> throw new IllegalStateException("an element of a list has type " + type);
        };
    }
}
