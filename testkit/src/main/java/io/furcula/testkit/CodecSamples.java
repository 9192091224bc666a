package io.furcula.testkit;

import io.furcula.internal.codec.Codec;
import io.furcula.internal.codec.Codecs;
import java.io.Externalizable;
import java.io.IOException;
import java.io.ObjectInput;
import java.io.ObjectInputStream;
import java.io.ObjectOutput;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** What {@link MessageCodecContract} sends. */
@SuppressWarnings("unused") // serialisation uses it
final class CodecSamples {

    private CodecSamples() {}

    enum Colour {
        RED,
        GREEN {
            @Override
            int wavelengthNm() {
                return 530;
            }
        };

        int wavelengthNm() {
            return 700;
        }
    }

    record Point(int x, double y, @Nullable String name, Colour colour) implements Serializable {
        private static final long serialVersionUID = 1;

        static Point of(int x) {
            return new Point(x, x / 2.0, "point " + x, Colour.GREEN);
        }
    }

    record Empty() implements Serializable {
        private static final long serialVersionUID = 1;
    }

    /** Objects that have a class of their own and are equal to their copies. */
    static List<Object> values() {
        TreeMap<String, Integer> descending = new TreeMap<>(Comparator.reverseOrder());
        descending.putAll(Map.of("a", 1, "b", 2, "c", 3));
        BitSet bits = new BitSet();
        bits.set(3);
        bits.set(77);
        return List.of(
                Point.of(1),
                new Point(-1, Double.NaN, null, Colour.RED),
                new Empty(),
                Colour.RED,
                Colour.GREEN,
                List.of(),
                List.of(1, 2L, "three", 4.0, 'x', true),
                Map.of("k", List.of(1)),
                Set.of("one"),
                new ArrayList<>(Arrays.asList(1, null, "x", new int[0].length)),
                new HashMap<>(Map.of("a", Point.of(1), "b", Point.of(2))),
                new LinkedHashMap<>(Map.of(1, 2)),
                new HashSet<>(List.of(Colour.RED, Colour.GREEN)),
                descending,
                new ConcurrentHashMap<>(Map.of(1, "one")),
                EnumSet.of(Colour.GREEN),
                EnumSet.noneOf(Colour.class),
                new EnumMap<>(Map.of(Colour.RED, 1)),
                Arrays.asList(1, 2),
                Collections.unmodifiableList(new ArrayList<>(List.of(1))),
                Collections.synchronizedMap(new HashMap<>(Map.of(1, 2))),
                Collections.emptyMap(),
                Collections.nCopies(5, "x"),
                new BigDecimal("12.50"),
                BigInteger.TWO.pow(200),
                UUID.fromString("00000000-0000-0001-0000-000000000002"),
                Instant.ofEpochSecond(1, 2),
                LocalDate.of(2026, 11, 25),
                Duration.ofMillis(5),
                URI.create("https://example.org/x?y"),
                Locale.CANADA_FRENCH,
                bits,
                Integer.class,
                int.class,
                Point[].class,
                new String[] {"a", null},
                new Object[] {1, new Object[] {"x", new long[] {1}}},
                new Point[] {Point.of(1), null},
                new int[][] {{1}, {}, {2, 3}},
                new Derived(3));
    }

    static boolean same(@Nullable Object a, @Nullable Object b) {
        return Arrays.deepEquals(new Object[] {a}, new Object[] {b})
                && (a == null || b == null || a.getClass() == b.getClass());
    }

    /** Built by its constructor, for it is not serialisable; the subclass is not. */
    static class Base {
        final transient int fromConstructor;
        int state = 5;

        Base() {
            fromConstructor = 7;
        }
    }

    static final class Derived extends Base implements Serializable {
        private static final long serialVersionUID = 1;
        final int own;
        transient @Nullable Object left = "here";

        Derived(int own) {
            this.own = own;
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Derived d && d.own == own && d.state == state;
        }

        @Override
        public int hashCode() {
            return own;
        }
    }

    static final class Node implements Serializable {
        private static final long serialVersionUID = 1;

        @SuppressWarnings("serial")
        @Nullable
        Object next;

        Node(@Nullable Object next) {
            this.next = next;
        }

        static Node chain(int length) {
            Node first = new Node(null);
            for (int i = 1; i < length; i++) {
                first = new Node(first);
            }
            return first;
        }

        static int length(@Nullable Object chain) {
            int length = 0;
            for (Object n = chain; n instanceof Node node; n = node.next) {
                length++;
            }
            return length;
        }
    }

    /** A list with more than elements. */
    static final class NamedList extends ArrayList<String> {
        private static final long serialVersionUID = 1;
        final String name;

        NamedList(String name) {
            this.name = name;
            add("first element of every one");
        }
    }

    static final class CodedException extends RuntimeException {
        private static final long serialVersionUID = 1;
        final int code;

        CodedException(String message, int code, @Nullable Throwable cause) {
            super(message, cause);
            this.code = code;
        }
    }

    static final class Hooked implements Serializable {
        private static final long serialVersionUID = 1;
        transient int content;

        Hooked(int content) {
            this.content = content;
        }

        private void writeObject(ObjectOutputStream out) throws IOException {
            out.defaultWriteObject();
            out.writeInt(content);
        }

        private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
            in.defaultReadObject();
            content = in.readInt() + 1;
        }
    }

    /** Writes itself. */
    public static final class Outer implements Externalizable {
        private static final long serialVersionUID = 1;
        int content;

        /** As Externalizable asks for. */
        public Outer() {}

        @Override
        public void writeExternal(ObjectOutput out) throws IOException {
            out.writeInt(content + 1);
        }

        @Override
        public void readExternal(ObjectInput in) throws IOException {
            content = in.readInt();
        }
    }

    static final class Single implements Serializable {
        private static final long serialVersionUID = 1;
        static final Single INSTANCE = new Single();

        private Object readResolve() {
            return INSTANCE;
        }
    }

    /** Sent as something else, like Furcula's own objects; counts how often it is asked for it. */
    static final class Replaced implements Serializable {
        private static final long serialVersionUID = 1;
        final transient int number;
        transient int asked;

        Replaced(int number) {
            this.number = number;
        }

        private Object writeReplace() {
            asked++;
            return new Handle(number);
        }

        private void readObject(ObjectInputStream in) throws IOException {
            throw new IOException("it is sent as its handle");
        }

        private record Handle(int number) implements Serializable {
            private static final long serialVersionUID = 1;

            private Object readResolve() {
                return new Replaced(number);
            }
        }
    }

    /** Holds a message of its own, which is written and read while another one is. */
    static final class Nesting implements Serializable {
        private static final long serialVersionUID = 1;
        final transient Object content;
        final String codec;

        Nesting(Object content, String codec) {
            this.content = content;
            this.codec = codec;
        }

        private Object writeReplace() {
            return new Envelope(
                    Codec.toBytes(content, "message", Objects.requireNonNull(Codecs.named(codec))),
                    codec);
        }

        @SuppressWarnings("ArrayRecordComponent") // compared by nobody
        private record Envelope(byte[] message, String codec) implements Serializable {
            private static final long serialVersionUID = 1;

            private Object readResolve() {
                return new Nesting(Objects.requireNonNull(Codec.fromBytes(message)), codec);
            }
        }
    }

    /** Fails where it is read. */
    record Failing(int number) implements Serializable {
        private static final long serialVersionUID = 1;

        private Object readResolve() {
            throw new IllegalStateException("number " + number + " is refused");
        }
    }
}
