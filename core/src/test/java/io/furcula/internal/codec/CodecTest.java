package io.furcula.internal.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.furcula.MessageFormatException;
import io.furcula.NotTransferableException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class CodecTest {

    private enum Colour {
        RED
    }

    private record Point(int x, double y) implements Serializable {
        private static final long serialVersionUID = 1;
    }

    private interface Source extends Supplier<String>, Serializable {}

    @Test
    void everythingComesBackAsItWas() {
        List<Object> objects = Arrays.asList(
                null,
                true,
                false,
                (byte) -1,
                (short) -2,
                'ß',
                3,
                -4L,
                5.5f,
                -6.25,
                "",
                "ascii",
                "äöü€",
                "\ud83d\ude00",
                "lone \ud800 surrogate",
                new byte[] {1, -1},
                new short[] {1, -2},
                new char[] {'x', '€'},
                new int[] {1, -3},
                new long[] {1, -4},
                new float[] {1.5f},
                new double[] {-0.0, Double.NaN},
                new boolean[] {true, false},
                new int[0],
                List.of(1, "two"),
                Map.of("k", 1),
                new Point(1, 2.5),
                Colour.RED,
                new String[] {"a", null},
                new ArrayList<>(List.of(new Point(3, 4))));
        for (Object object : objects) {
            Object back = Codec.fromBytes(Codec.toBytes(object, "object"));
            assertThat(Arrays.deepEquals(new Object[] {back}, new Object[] {object}))
                    .as("%s came back as %s", object, back)
                    .isTrue();
            if (object != null) {
                assertThat(back).hasSameClassAs(object);
            }
        }
    }

    @Test
    void lambdaComesBack() {
        String captured = "captured";
        Source source = () -> captured;
        Source back = (Source) Codec.fromBytes(Codec.toBytes(source, "lambda"));
        assertThat(back).isNotNull();
        assertThat(back.get()).isEqualTo("captured");
    }

    @Test
    void culpritIsNamedWithItsPath() {
        Thread thread = new Thread();
        Map<String, Object> graph = Map.of("key", new Object[] {1, List.of(new Holder(thread))});
        assertThatThrownBy(() -> Codec.toBytes(graph, "message"))
                .isInstanceOf(NotTransferableException.class)
                .hasMessageContaining("java.lang.Thread is not serialisable")
                .hasMessageContaining("[key][1][0].thread (java.lang.Thread)");
        Source lambda = () -> thread.getName();
        assertThatThrownBy(() -> Codec.toBytes(lambda, "target"))
                .hasMessageContaining("captured[0]");
        assertThatThrownBy(() -> Codec.toBytes(thread, "message"))
                .isInstanceOf(NotTransferableException.class);
    }

    @SuppressWarnings("serial") // that it cannot be serialised is the point
    private record Holder(Thread thread) implements Serializable {}

    @Test
    void veryLongChainIsAnErrorAndNoCrash() {
        Object chain = null;
        for (int i = 0; i < 200_000; i++) {
            chain = new Link(chain);
        }
        Object whole = chain;
        assertThatThrownBy(() -> Codec.toBytes(whole, "message"))
                .isInstanceOf(NotTransferableException.class)
                .hasMessageContaining("very long chain");
    }

    @SuppressWarnings("serial")
    private record Link(Object next) implements Serializable {}

    @Test
    void brokenMessagesAreErrors() {
        assertThatThrownBy(() -> Codec.fromBytes(new byte[] {99}))
                .isInstanceOf(MessageFormatException.class)
                .hasMessageContaining("unknown tag");
        byte[] unknownCodec = {32, 3, 'a', 'b', 'c'};
        assertThatThrownBy(() -> Codec.fromBytes(unknownCodec))
                .isInstanceOf(MessageFormatException.class)
                .hasMessageContaining("'abc'");
        byte[] good = Codec.toBytes(new Point(1, 2), "point");
        byte[] missing = new String(good, java.nio.charset.StandardCharsets.ISO_8859_1)
                .replace("CodecTest$Point", "CodecTest$Gone_")
                .getBytes(java.nio.charset.StandardCharsets.ISO_8859_1);
        assertThatThrownBy(() -> Codec.fromBytes(missing))
                .isInstanceOf(MessageFormatException.class)
                .hasMessageContaining("CodecTest$Gone_ is missing in this process");
        assertThatThrownBy(() -> Codec.fromBytes(Arrays.copyOf(good, 40)))
                .isInstanceOf(MessageFormatException.class);
    }
}
