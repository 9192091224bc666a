package io.furcula.internal.codec;

import io.furcula.MessageFormatException;
import io.furcula.NotTransferableException;
import io.furcula.SharedMemoryException;
import io.furcula.internal.ErrorText;
import io.furcula.spi.MessageCodec;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.NotSerializableException;
import java.io.ObjectInputFilter;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Objects as bytes. One tag byte, then the content in native byte order:
 *
 * <pre>
 *  tag  type            content
 *    0  null            -
 *  1,2  Boolean         - (true, false)
 *    3  Byte            1 byte
 *    4  Short           2 bytes
 *    5  Character       2 bytes
 *    6  Integer         4 bytes
 *    7  Long            8 bytes
 *    8  Float           4 bytes
 *    9  Double          8 bytes
 *   10  String          UTF-8
 *   11  String          UTF-16, for those with surrogates
 *   12  byte[]          the bytes
 *   13  short[]         3 bytes of padding, then the elements; likewise up to 18
 *   14  char[]
 *   15  int[]
 *   16  long[]
 *   17  float[]
 *   18  double[]
 *   19  boolean[]       one byte each
 *   20  ByteBuffer      the bytes that remain in it
 *   32  anything else   1 byte: length of the codec's name; its name in ASCII; what the codec wrote
 * </pre>
 *
 * <p><b>Thread safety:</b> safe for any number of threads.
 */
/* One long file: the two directions of each type are read against each other. */
public final class Codec {

    private static final byte NULL = 0;
    private static final byte TRUE = 1;
    private static final byte FALSE = 2;
    private static final byte BYTE = 3;
    private static final byte SHORT = 4;
    private static final byte CHAR = 5;
    private static final byte INT = 6;
    private static final byte LONG = 7;
    private static final byte FLOAT = 8;
    private static final byte DOUBLE = 9;
    private static final byte STRING_UTF8 = 10;
    private static final byte STRING_UTF16 = 11;
    private static final byte BYTES = 12;
    private static final byte SHORTS = 13;
    private static final byte CHARS = 14;
    private static final byte INTS = 15;
    private static final byte LONGS = 16;
    private static final byte FLOATS = 17;
    private static final byte DOUBLES = 18;
    private static final byte BOOLEANS = 19;
    private static final byte BUFFER = 20;
    private static final byte OTHER = 32;

    /** Before the elements of an array, so that they are aligned if the message is. */
    private static final int ARRAY_OFFSET = 4;

    private Codec() {}

    /**
     * An object on its way out: its size is known, and it can be written. Immutable objects and
     * arrays are not copied before that.
     */
    public static final class Outgoing {
        private final byte tag;
        private final int contentBytes;
        private final @Nullable Object content;

        private Outgoing(byte tag, int contentBytes, @Nullable Object content) {
            this.tag = tag;
            this.contentBytes = contentBytes;
            this.content = content;
        }

        /** {@return how many bytes {@link #writeTo} writes} */
        public int sizeBytes() {
            return 1 + contentBytes;
        }

        /**
         * Writes the object.
         *
         * @param out where to, in native byte order; its position is not used
         * @param at where in it
         */
        public void writeTo(ByteBuffer out, int at) {
            out.put(at, tag);
            write(out, at + 1);
        }

        private void write(ByteBuffer out, int at) {
            int array = at - 1 + ARRAY_OFFSET;
            switch (tag) {
                case NULL, TRUE, FALSE -> {}
                case BYTE -> out.put(at, (Byte) content());
                case SHORT -> out.putShort(at, (Short) content());
                case CHAR -> out.putChar(at, (Character) content());
                case INT -> out.putInt(at, (Integer) content());
                case LONG -> out.putLong(at, (Long) content());
                case FLOAT -> out.putFloat(at, (Float) content());
                case DOUBLE -> out.putDouble(at, (Double) content());
                case SHORTS -> elements(out, array).asShortBuffer().put((short[]) content());
                case CHARS -> elements(out, array).asCharBuffer().put((char[]) content());
                case INTS -> elements(out, array).asIntBuffer().put((int[]) content());
                case LONGS -> elements(out, array).asLongBuffer().put((long[]) content());
                case FLOATS -> elements(out, array).asFloatBuffer().put((float[]) content());
                case DOUBLES -> elements(out, array).asDoubleBuffer().put((double[]) content());
                case BUFFER -> copy((ByteBuffer) content(), out, at);
                default -> out.put(at, (byte[]) content());
            }
        }

        private ByteBuffer elements(ByteBuffer out, int at) {
            return out.slice(at, contentBytes + 1 - ARRAY_OFFSET).order(ByteOrder.nativeOrder());
        }

        private Object content() {
            if (content == null) {
                throw new AssertionError("tag " + tag + " without content");
            }
            return content;
        }
    }

    /** An object on its way in, for which a codec is still to be asked: with no lock held. */
    @SuppressWarnings("ArrayRecordComponent") // compared by nobody
    private record Undecoded(byte[] message) {}

    /**
     * Prepares a message for writing. What has no fast path is serialised now, by the chosen codec.
     *
     * @param value the object
     * @param what what it is, for the error, for example {@code message}
     * @return the object, ready to be written
     * @throws NotTransferableException if it cannot be serialised
     */
    public static Outgoing encode(@Nullable Object value, String what) {
        return encode(value, what, null);
    }

    /**
     * Prepares an object for a peer that reads under a filter: what has no fast path is serialised by
     * the JDK, whichever codec is chosen.
     *
     * @param value the object
     * @param what what it is, for the error, for example {@code message}
     * @return the object, ready to be written
     * @throws NotTransferableException if it cannot be serialised
     */
    public static Outgoing encodeForFilter(@Nullable Object value, String what) {
        return encode(value, what, Codecs.FOR_PEER);
    }

    /**
     * Prepares an object for a peer that reads under a filter, with others in place of some that it
     * refers to.
     *
     * @param value the object
     * @param what what it is, for the error, for example {@code message}
     * @param replacement says for each object, also for this one, what is sent in its place
     * @return the object, ready to be written
     * @throws NotTransferableException if it cannot be serialised
     */
    public static Outgoing encodeForFilter(
            @Nullable Object value, String what, UnaryOperator<Object> replacement) {
        return encode(value, what, JdkCodec.forPeer(replacement));
    }

    private static Outgoing encode(
            @Nullable Object value, String what, @Nullable MessageCodec codec) {
        Outgoing quick = encodeQuickly(value);
        return quick != null
                ? quick
                : encodeOther(
                        Objects.requireNonNull(value),
                        what,
                        codec == null ? Codecs.chosen() : codec);
    }

    /** {@return nothing if there is no fast path} */
    private static @Nullable Outgoing encodeQuickly(@Nullable Object value) {
        if (value == null) {
            return new Outgoing(NULL, 0, null);
        } else if (value instanceof byte[] v) {
            return new Outgoing(BYTES, v.length, v);
        } else if (value instanceof String v) {
            return encodeString(v);
        } else if (value instanceof Integer) {
            return new Outgoing(INT, Integer.BYTES, value);
        } else if (value instanceof Long) {
            return new Outgoing(LONG, Long.BYTES, value);
        } else if (value instanceof Double) {
            return new Outgoing(DOUBLE, Double.BYTES, value);
        } else if (value instanceof Boolean v) {
            return new Outgoing(v ? TRUE : FALSE, 0, null);
        } else if (value instanceof Byte) {
            return new Outgoing(BYTE, Byte.BYTES, value);
        } else if (value instanceof Short) {
            return new Outgoing(SHORT, Short.BYTES, value);
        } else if (value instanceof Character) {
            return new Outgoing(CHAR, Character.BYTES, value);
        } else if (value instanceof Float) {
            return new Outgoing(FLOAT, Float.BYTES, value);
        } else if (value instanceof ByteBuffer v) {
            return new Outgoing(BUFFER, v.remaining(), v);
        } else if (value.getClass().isArray()
                && value.getClass().getComponentType().isPrimitive()) {
            return encodeArray(value);
        }
        return null;
    }

    private static Outgoing encodeString(String value) {
        for (int i = 0; i < value.length(); i++) {
            if (Character.isSurrogate(value.charAt(i))) {
                // UTF-8 would replace a surrogate that stands alone
                byte[] bytes = new byte[value.length() * Character.BYTES];
                ByteBuffer.wrap(bytes)
                        .order(ByteOrder.nativeOrder())
                        .asCharBuffer()
                        .put(value);
                return new Outgoing(STRING_UTF16, bytes.length, bytes);
            }
        }
        byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
        return new Outgoing(STRING_UTF8, bytes.length, bytes);
    }

    private static Outgoing encodeArray(Object value) {
        if (value instanceof int[] v) {
            return array(INTS, v, v.length, Integer.BYTES);
        } else if (value instanceof long[] v) {
            return array(LONGS, v, v.length, Long.BYTES);
        } else if (value instanceof double[] v) {
            return array(DOUBLES, v, v.length, Double.BYTES);
        } else if (value instanceof float[] v) {
            return array(FLOATS, v, v.length, Float.BYTES);
        } else if (value instanceof char[] v) {
            return array(CHARS, v, v.length, Character.BYTES);
        } else if (value instanceof short[] v) {
            return array(SHORTS, v, v.length, Short.BYTES);
        }
        boolean[] flags = (boolean[]) value;
        byte[] bytes = new byte[flags.length];
        for (int i = 0; i < flags.length; i++) {
            bytes[i] = (byte) (flags[i] ? 1 : 0);
        }
        return new Outgoing(BOOLEANS, bytes.length, bytes);
    }

    private static Outgoing array(byte tag, Object elements, int length, int elementBytes) {
        long bytes = ARRAY_OFFSET - 1 + (long) length * elementBytes;
        if (bytes > Integer.MAX_VALUE - 1) {
            throw new NotTransferableException(
                    "an array of " + bytes
                            + " bytes is too large for one message: the most is 2 GiB",
                    new ArithmeticException("int overflow"));
        }
        return new Outgoing(tag, (int) bytes, elements);
    }

    /** A codec may decline an object: Java's serialisation declines none without an error. */
    private static Outgoing encodeOther(Object value, String what, MessageCodec codec) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(256);
        byte[] name = codec.name().getBytes(StandardCharsets.US_ASCII);
        out.write(name.length);
        out.writeBytes(name);
        try {
            codec.encode(value, out);
        } catch (NotSerializableException e) {
            if (codec instanceof JdkCodec) {
                throw notTransferable(value, what, e);
            }
            return encodeInstead(value, what, e);
        } catch (IOException | RuntimeException | StackOverflowError | OutOfMemoryError e) {
            throw notTransferable(value, what, e);
        }
        byte[] encoded = out.toByteArray();
        return new Outgoing(OTHER, encoded.length, encoded);
    }

    private static Outgoing encodeInstead(
            Object value, String what, NotSerializableException declined) {
        try {
            return encodeOther(value, what, Codecs.JDK);
        } catch (NotTransferableException e) {
            e.addSuppressed(declined);
            throw e;
        }
    }

    private static NotTransferableException notTransferable(
            Object value, String what, Throwable e) {
        if (e instanceof NotTransferableException known) {
            return known;
        }
        ErrorText text = ErrorText.of(
                "FUR-201",
                "The "
                        + what
                        + " cannot be sent to another process: "
                        + (e instanceof NotSerializableException
                                ? e.getMessage() + " is not serialisable"
                                : e.toString())
                        + ".");
        FieldPath.toCulprit(value).ifPresent(path -> text.detail("path", path));
        if (e instanceof StackOverflowError) {
            text.likely("the objects refer to one another in a very long chain");
        }
        text.remedy(
                "make it Serializable, mark the field transient, or create it in the child instead");
        return new NotTransferableException(text.toString(), e);
    }

    /**
     * Reads an object, as far as that is quick. The bytes are not used after the call.
     *
     * @param in where from, in native byte order; its position is not used
     * @param at where in it
     * @param sizeBytes how long the message is
     * @return what {@link #finish} takes
     */
    public static @Nullable Object decode(ByteBuffer in, int at, int sizeBytes) {
        byte tag = in.get(at);
        int content = at + 1;
        return switch (tag) {
            case NULL -> null;
            case TRUE -> true;
            case FALSE -> false;
            case BYTE -> in.get(content);
            case SHORT -> in.getShort(content);
            case CHAR -> in.getChar(content);
            case INT -> in.getInt(content);
            case LONG -> in.getLong(content);
            case FLOAT -> in.getFloat(content);
            case DOUBLE -> in.getDouble(content);
            case STRING_UTF8 ->
                new String(bytes(in, content, sizeBytes - 1), StandardCharsets.UTF_8);
            case STRING_UTF16 ->
                in.slice(content, sizeBytes - 1)
                        .order(ByteOrder.nativeOrder())
                        .asCharBuffer()
                        .toString();
            case BYTES -> bytes(in, content, sizeBytes - 1);
            default -> decodeLarger(tag, in, at, sizeBytes);
        };
    }

    private static Object decodeLarger(byte tag, ByteBuffer in, int at, int sizeBytes) {
        if (tag == BOOLEANS) {
            boolean[] flags = new boolean[sizeBytes - 1];
            for (int i = 0; i < flags.length; i++) {
                flags[i] = in.get(at + 1 + i) != 0;
            }
            return flags;
        }
        if (tag == BUFFER) {
            return ByteBuffer.wrap(bytes(in, at + 1, sizeBytes - 1));
        }
        if (tag >= SHORTS && tag <= DOUBLES) {
            int length = sizeBytes - ARRAY_OFFSET;
            ByteBuffer elements =
                    in.slice(at + ARRAY_OFFSET, length).order(ByteOrder.nativeOrder());
            return decodeArray(tag, elements, length);
        }
        return new Undecoded(bytes(in, at, sizeBytes));
    }

    private static Object decodeArray(byte tag, ByteBuffer elements, int length) {
        switch (tag) {
            case SHORTS -> {
                short[] v = new short[length / Short.BYTES];
                elements.asShortBuffer().get(v);
                return v;
            }
            case CHARS -> {
                char[] v = new char[length / Character.BYTES];
                elements.asCharBuffer().get(v);
                return v;
            }
            case INTS -> {
                int[] v = new int[length / Integer.BYTES];
                elements.asIntBuffer().get(v);
                return v;
            }
            case LONGS -> {
                long[] v = new long[length / Long.BYTES];
                elements.asLongBuffer().get(v);
                return v;
            }
            case FLOATS -> {
                float[] v = new float[length / Float.BYTES];
                elements.asFloatBuffer().get(v);
                return v;
            }
            default -> {
                double[] v = new double[length / Double.BYTES];
                elements.asDoubleBuffer().get(v);
                return v;
            }
        }
    }

    /** How many bytes a message has that says of itself that it is bytes, before them. */
    public static final int BYTES_HEADER = 1;

    /**
     * Says of a message that the rest of it is the content of a {@code byte[]}.
     *
     * @param out where to
     * @param at where in it
     * @return where the content goes
     */
    public static int beginBytes(ByteBuffer out, int at) {
        out.put(at, BYTES);
        return at + BYTES_HEADER;
    }

    /**
     * {@return where the content of a message begins that is a {@code byte[]} or a {@code ByteBuffer}}
     *
     * @param in where from
     * @param at where in it
     * @throws ClassCastException if it is something else
     */
    public static int contentOfBytes(ByteBuffer in, int at) {
        byte tag = in.get(at);
        if (tag != BYTES && tag != BUFFER) {
            throw new ClassCastException("the message is not bytes; it has the tag " + tag);
        }
        return at + BYTES_HEADER;
    }

    /**
     * Copies what remains in a buffer, whose position stays.
     *
     * @param from the buffer
     * @param out where to
     * @param at where in it
     */
    public static void copy(ByteBuffer from, ByteBuffer out, int at) {
        out.put(at, from, from.position(), from.remaining());
    }

    private static byte[] bytes(ByteBuffer in, int at, int length) {
        byte[] copy = new byte[length];
        in.get(at, copy);
        return copy;
    }

    /**
     * Ends what {@link #decode} began.
     *
     * @param decoded what it returned
     * @return the object
     * @throws MessageFormatException if it cannot be rebuilt here
     */
    public static @Nullable Object finish(@Nullable Object decoded) {
        return decoded instanceof Undecoded u ? finish(u.message, null) : decoded;
    }

    private static Object finish(byte[] message, @Nullable ObjectInputFilter filter) {
        if (message[0] != OTHER) {
            throw new MessageFormatException(
                    "A message has the unknown tag " + message[0] + ".   [FUR-202]",
                    new IOException("unknown tag"));
        }
        int nameLength = message[1] & 0xff;
        String name = new String(message, 2, nameLength, StandardCharsets.US_ASCII);
        MessageCodec codec = Codecs.named(name);
        if (filter != null
                && codec != Codecs.JDK) { // what it would make of the bytes nobody could limit
            throw new MessageFormatException(
                    "A message was written by the codec '" + name
                            + "', which has no filter.   [FUR-202]",
                    new IOException("codec without a filter"));
        }
        if (codec == null) {
            throw new MessageFormatException(
                    ErrorText.of(
                                    "FUR-203",
                                    "A message was written by the codec '"
                                            + name
                                            + "', which is not on the class path; found: "
                                            + Codecs.names()
                                            + ".")
                            .remedy("add the codec's jar to this process's class path")
                            .toString(),
                    new IOException("unknown codec"));
        }
        int content = 2 + nameLength;
        try {
            InputStream in = new ByteArrayInputStream(message, content, message.length - content);
            return filter == null ? codec.decode(in) : Codecs.JDK.decode(in, filter);
        } catch (ClassNotFoundException e) {
            throw new MessageFormatException(
                    ErrorText.of(
                                    "FUR-204",
                                    "Class " + e.getMessage() + " is missing in this process.")
                            .likely(
                                    "its jar is not on the child's class path, or another loader made it")
                            .remedy("put the class on the class path that the JVM was started with")
                            .toString(),
                    e);
        } catch (SharedMemoryException e) {
            throw e; // says itself what is gone
        } catch (IOException | RuntimeException | StackOverflowError | LinkageError e) {
            throw new MessageFormatException(
                    ErrorText.of("FUR-202", "A message cannot be read: " + firstLine(e) + ".")
                            .toString(),
                    e);
        }
    }

    private static String firstLine(Throwable e) {
        return e.toString().lines().findFirst().orElse("");
    }

    /**
     * {@return an object that is sent once, such as a task, as a message of its own} The chosen codec is
     * not asked: both sides may be JVMs that have just started, and it is Java's serialisation that is
     * quick there.
     *
     * @param value the object
     * @param what what it is, for the error
     */
    public static byte[] toBytes(@Nullable Object value, String what) {
        return toBytes(value, what, Codecs.JDK);
    }

    /**
     * {@return an object as a message of its own, as a codec writes it}
     *
     * @param value the object
     * @param what what it is, for the error
     * @param codec for what has no fast path; what it declines is left to Java's serialisation
     */
    public static byte[] toBytes(@Nullable Object value, String what, MessageCodec codec) {
        Outgoing quick = encodeQuickly(value);
        Outgoing outgoing =
                quick != null ? quick : encodeOther(Objects.requireNonNull(value), what, codec);
        byte[] bytes = new byte[outgoing.sizeBytes()];
        outgoing.writeTo(ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder()), 0);
        return bytes;
    }

    /**
     * {@return the object in a message}
     *
     * @param bytes from {@link #toBytes}
     */
    public static @Nullable Object fromBytes(byte[] bytes) {
        return finish(
                decode(ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder()), 0, bytes.length));
    }

    /**
     * {@return the object in a message of a peer that may not send everything}
     *
     * @param message what {@link #encodeForFilter} made, or whatever the peer says it did
     * @param filter which classes it may name; it must reject the others
     * @throws MessageFormatException if it cannot be rebuilt here, or the filter refuses it
     */
    public static @Nullable Object fromPeer(byte[] message, ObjectInputFilter filter) {
        try {
            Object decoded = decode(
                    ByteBuffer.wrap(message).order(ByteOrder.nativeOrder()), 0, message.length);
            return decoded instanceof Undecoded u ? finish(u.message, filter) : decoded;
        } catch (IndexOutOfBoundsException | NegativeArraySizeException e) {
            throw new MessageFormatException("A message is too short.   [FUR-202]", e);
        }
    }
}
