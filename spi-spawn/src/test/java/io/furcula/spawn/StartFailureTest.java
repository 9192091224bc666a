package io.furcula.spawn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.furcula.Context;
import io.furcula.MessageFormatException;
import io.furcula.Process;
import io.furcula.ProcessOptions;
import io.furcula.StartFailedException;
import io.furcula.Target;
import io.furcula.spi.ChildExit;
import io.furcula.spi.ChildRequest;
import io.furcula.spi.JvmLauncher;
import io.furcula.testkit.Deadline;
import io.furcula.testkit.LeakCheck;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Starts that fail say why, in time, and leave nothing behind. */
@ExtendWith({Deadline.class, LeakCheck.class})
class StartFailureTest {

    private static final Duration LIMIT = Duration.ofSeconds(30);

    private static StartFailedException failure(List<String> command, Duration helloTimeout) {
        return assertThrows(
                StartFailedException.class,
                () -> JvmLauncher.launch("spawn", command, new Request(), helloTimeout));
    }

    private static void assertSays(Throwable thrown, String... parts) {
        for (String part : parts) {
            assertTrue(String.valueOf(thrown.getMessage()).contains(part), thrown::getMessage);
        }
    }

    @Test
    void commandThatDoesNotExist() {
        assertSays(failure(List.of("/no/such/java"), LIMIT), "FUR-101", "'test'", "/no/such/java");
    }

    @Test
    void optionThatTheJvmDoesNotTake() {
        StartFailedException thrown = assertThrows(
                StartFailedException.class,
                () -> Context.of("spawn")
                        .builder(() -> {})
                        .jvmArguments("-XX:NoSuchOption")
                        .start());
        assertSays(thrown, "FUR-102", "exit code 1", "NoSuchOption");
    }

    @Test
    void classPathWithoutTheCore() {
        List<String> command =
                new ArrayList<>(JvmLauncher.command(ProcessOptions.INHERITED, List.of()));
        command.set(command.indexOf("-cp") + 1, "nothing");
        assertSays(failure(command, LIMIT), "FUR-102", "ChildMain");
    }

    @Test
    void childThatIsKilledBeforeItsHello() {
        assertSays(failure(List.of("sh", "-c", "kill -9 $$"), LIMIT), "FUR-102", "SIGKILL");
    }

    @Test
    void childThatStaysSilent() {
        long start = System.nanoTime();
        StartFailedException thrown = failure(List.of("sleep", "1000"), Duration.ofMillis(300));
        assertSays(thrown, "FUR-103", "300 ms", "furcula.hello.timeout");
        assertTrue(Duration.ofNanos(System.nanoTime() - start).toSeconds() < 10);
    }

    @Test
    void childThatSaysSomethingElse() {
        // A child that connects to nothing and ends well is as silent as one that dies.
        assertSays(failure(List.of("true"), LIMIT), "FUR-102", "exit code 0");
    }

    @Test
    void directoryThatDoesNotExist() {
        StartFailedException thrown = assertThrows(
                StartFailedException.class,
                () -> Context.of("spawn")
                        .builder(() -> {})
                        .directory(Path.of("/no/such/folder"))
                        .start());
        assertSays(thrown, "FUR-101", "/no/such/folder");
    }

    @Test
    void classThatIsMissingInTheChild() throws Exception {
        try (Process child = Context.of("spawn").process(Missing.target()).start()) {
            assertEquals(1, child.join().code());
            MessageFormatException told = assertInstanceOf(
                    MessageFormatException.class, child.failure().orElseThrow());
            assertSays(told, "FUR-204", "Missing_ is missing in this process");
        }
    }

    /** Its bytes are the model of a class that no other JVM can find. */
    static final class Stranger implements Target {
        private static final long serialVersionUID = 1;

        @Override
        public void run() {}
    }

    /** Defines a class in this JVM alone: Stranger's bytes under another name of the same length. */
    private static final class Missing extends ClassLoader {
        private static final String NAME = Stranger.class.getName().replace("Stranger", "Missing_");

        private Missing() {
            super(StartFailureTest.class.getClassLoader());
        }

        static Target target() throws Exception {
            String resource = Stranger.class.getName().replace('.', '/') + ".class";
            try (InputStream in =
                    StartFailureTest.class.getClassLoader().getResourceAsStream(resource)) {
                byte[] bytes = renamed(in.readAllBytes());
                Class<?> type = new Missing().defineClass(NAME, bytes, 0, bytes.length);
                var constructor = type.getDeclaredConstructor();
                constructor.setAccessible(true);
                return (Target) constructor.newInstance();
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        }

        private static byte[] renamed(byte[] bytes) {
            String text = new String(bytes, java.nio.charset.StandardCharsets.ISO_8859_1);
            return text.replace("Stranger", "Missing_")
                    .getBytes(java.nio.charset.StandardCharsets.ISO_8859_1);
        }
    }

    private static final class Request implements ChildRequest {
        @Override
        public String name() {
            return "test";
        }

        @Override
        public boolean daemon() {
            return false;
        }

        @Override
        public ProcessOptions options() {
            return new ProcessOptions(
                    List.of(), Map.of(), null, 0, ProcessBuilder.Redirect.DISCARD);
        }

        @Override
        public String targetClass() {
            return "";
        }

        @Override
        public byte[] task() {
            return new byte[0];
        }

        @Override
        public ChildExit runHere(BooleanSupplier stopRequested) {
            throw new UnsupportedOperationException();
        }
    }
}
