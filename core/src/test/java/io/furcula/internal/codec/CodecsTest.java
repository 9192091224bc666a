package io.furcula.internal.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.furcula.NotTransferableException;
import io.furcula.spi.MessageCodec;
import java.io.IOException;
import java.io.InputStream;
import java.io.NotSerializableException;
import java.io.OutputStream;
import java.io.Serializable;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CodecsTest {

    @TempDir
    Path folder;

    /** Carries {@link Word} and nothing else. */
    public static class Words implements MessageCodec {
        @Override
        public String name() {
            return "words";
        }

        @Override
        public void encode(Object value, OutputStream out) throws IOException {
            out.write("half of it".getBytes(StandardCharsets.UTF_8));
            throw new NotSerializableException(value.getClass().getName());
        }

        @Override
        public Object decode(InputStream in) {
            throw new UnsupportedOperationException("it wrote nothing");
        }
    }

    /** Turns itself on. */
    public static class Eager extends Words {
        @Override
        public String name() {
            return "eager";
        }

        @Override
        public boolean isDefault() {
            return true;
        }

        @Override
        public List<String> jvmArguments() {
            return List.of("-Deager");
        }
    }

    /** Turns itself on, too. */
    public static class Keen extends Eager {
        @Override
        public String name() {
            return "keen";
        }
    }

    /** Has a name that is taken. */
    public static class Second extends Words {}

    /** Has no name. */
    public static class Nameless extends Words {
        @Override
        public String name() {
            return "";
        }
    }

    private record Word(String text) implements Serializable {
        private static final long serialVersionUID = 1;
    }

    private record Unsendable(Object value) {}

    private Codecs codecs(@Nullable String wanted, Class<?>... services) throws IOException {
        Path file = Files.createDirectories(folder.resolve("META-INF/services"))
                .resolve(MessageCodec.class.getName());
        Files.write(file, List.of(services).stream().map(Class::getName).toList());
        try (URLClassLoader loader = new URLClassLoader(
                new URL[] {folder.toUri().toURL()}, getClass().getClassLoader())) {
            return Codecs.find(loader, wanted);
        }
    }

    @Test
    void defaultIsJavasSerialisationUntilAnotherTurnsItselfOn() throws IOException {
        assertThat(codecs(null).name()).isEqualTo("jdk");
        assertThat(codecs(null, Words.class).name()).isEqualTo("jdk");
        assertThat(codecs(null, Words.class, Eager.class).name()).isEqualTo("eager");
    }

    @Test
    void propertyWinsOverThoseThatTurnThemselvesOn() throws IOException {
        assertThat(codecs("jdk", Eager.class, Keen.class).name()).isEqualTo("jdk");
        assertThat(codecs("words", Words.class, Eager.class).name()).isEqualTo("words");
        assertThat(codecs("keen", Eager.class, Keen.class).name()).isEqualTo("keen");
    }

    @Test
    void whatCannotBeDecidedIsAnErrorThatNamesTheCandidates() {
        assertThatThrownBy(() -> codecs(null, Eager.class, Keen.class))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("FUR-206")
                .hasMessageContaining("'eager', " + Eager.class.getName())
                .hasMessageContaining("'keen', " + Keen.class.getName())
                .hasMessageContaining("-Dfurcula.codec=eager");
        assertThatThrownBy(() -> codecs("gone", Words.class))
                .hasMessageContaining("There is no message codec 'gone'")
                .hasMessageContaining("jdk, words");
        assertThatThrownBy(() -> codecs(null, Words.class, Second.class))
                .hasMessageContaining("Two message codecs are called 'words'");
        assertThatThrownBy(() -> codecs(null, Nameless.class))
                .hasMessageContaining("not 1 to 255 ASCII characters");
    }

    @Test
    void codecThatCannotBeLoadedIsPassedOver() throws IOException {
        assertThat(codecs(null, String.class, Eager.class).name()).isEqualTo("eager");
    }

    @Test
    void whatACodecDeclinesIsSentByJavasSerialisation() {
        byte[] message = Codec.toBytes(new Word("x"), "message", new Words());
        assertThat(new String(message, 2, 3, StandardCharsets.US_ASCII)).isEqualTo("jdk");
        assertThat(Codec.fromBytes(message)).isEqualTo(new Word("x"));
    }

    @Test
    void whatNeitherCarriesIsAnErrorThatTellsBothReasons() {
        assertThatThrownBy(() -> Codec.toBytes(new Unsendable(1), "message", new Words()))
                .isInstanceOf(NotTransferableException.class)
                .hasMessageContaining("Unsendable is not serialisable")
                .satisfies(e -> assertThat(e.getSuppressed())
                        .singleElement()
                        .isInstanceOf(NotSerializableException.class));
    }
}
