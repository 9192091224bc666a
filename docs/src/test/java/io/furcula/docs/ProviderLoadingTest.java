package io.furcula.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.furcula.Context;
import io.furcula.StartMethods;
import io.furcula.spawn.SpawnStartMethod;
import io.furcula.testkit.Deadline;
import io.furcula.testkit.LeakCheck;
import io.furcula.threading.ThreadingStartMethod;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What a user sees whose class path has too few start methods, too many, or broken ones. */
@ExtendWith({Deadline.class, LeakCheck.class})
class ProviderLoadingTest {

    @TempDir
    Path folder;

    /** Played by a JVM: prints what there is, and what it is told when it asks for one. */
    static final class AskFor {
        public static void main(String[] ids) {
            for (String id : ids) {
                try {
                    System.out.println(id + " is " + Context.of(id));
                } catch (IllegalArgumentException | IllegalStateException e) {
                    System.out.println(e.getClass().getSimpleName() + ": " + e.getMessage());
                }
            }
            System.out.println("available: " + StartMethods.available());
        }
    }

    @Test
    void unknownStartMethodIsRefusedWithThoseFound() {
        assertThatThrownBy(() -> Context.of("quantum"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("There is no start method 'quantum' on the class path.")
                .hasMessageContaining("[FUR-105]")
                .hasMessageContaining("spawn, threading");
        assertThatThrownBy(() -> StartMethods.set("quantum"))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(StartMethods.getIfSet()).isEmpty();
    }

    @Test
    void knownStartMethodWithoutItsJarIsNamedWithItsArtifact() throws Exception {
        List<Path> threadingAlone = List.of(
                Compiled.home(Context.class),
                Compiled.home(ThreadingStartMethod.class),
                Compiled.home(AskFor.class));
        List<String> said = ask(threadingAlone, "spawn", "fork", "forkserver");
        for (String id : List.of("spawn", "fork", "forkserver")) {
            assertThat(said)
                    .anyMatch(l -> l.contains("There is no start method '" + id + "'"))
                    .anyMatch(l -> l.endsWith(
                            "try:    add io.furcula:furcula-spi-" + id + " to the class path"));
        }
        assertThat(said).contains("available: [threading]", "exit code 0");
    }

    @Test
    void twoStartMethodsWithOneIdAreAnErrorThatNamesBothPlaces() throws Exception {
        provider("Second", "spawn", "");
        List<String> said = ask(classPathWithFolder(), "threading");
        assertThat(said)
                .anyMatch(l -> l.startsWith(
                        "IllegalStateException: Two start methods are called 'spawn'."))
                .anyMatch(l -> l.contains("io.furcula.spawn.SpawnStartMethod")
                        && l.contains(Compiled.home(SpawnStartMethod.class).toString()))
                .anyMatch(l -> l.contains("other.Second") && l.contains(folder.toString()));
    }

    @Test
    void brokenStartMethodIsReportedAndTheOthersWork() throws Exception {
        provider("Broken", "broken", "throw new UnsupportedOperationException(\"no luck\");");
        List<String> said = ask(classPathWithFolder(), "spawn", "threading", "broken");
        assertThat(said)
                .contains("spawn is Context[spawn]", "threading is Context[threading]")
                .anyMatch(l -> l.contains("There is no start method 'broken'"))
                .anyMatch(l -> l.contains("broken: ") && l.contains("other.Broken"))
                .contains("exit code 0");
    }

    /** Compiles a start method into the folder, and registers it there. */
    private void provider(String name, String id, String constructorBody) throws IOException {
        Path source = Compiled.source(
                folder, "other/" + name + ".java", """
                package other;
                public class %s implements io.furcula.spi.StartMethod {
                    public %s() { %s }
                    public String id() { return "%s"; }
                    public io.furcula.spi.Availability availability() {
                        return io.furcula.spi.Availability.yes("for a test");
                    }
                    public boolean startsProcesses() { return true; }
                    public io.furcula.spi.ChildHandle start(
                            io.furcula.spi.ChildRequest request, java.time.Duration timeout) {
                        throw new IllegalStateException();
                    }
                }
                """.formatted(name, name, constructorBody, id));
        Compiled.compile(
                List.of(source),
                "-cp",
                Compiled.home(Context.class).toString(),
                "-d",
                folder.toString());
        Path services = folder.resolve("META-INF/services");
        Files.createDirectories(services);
        Files.writeString(services.resolve("io.furcula.spi.StartMethod"), "other." + name);
    }

    private List<Path> classPathWithFolder() {
        List<Path> entries = new ArrayList<>(
                Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                        .map(Path::of)
                        .toList());
        entries.add(folder);
        return entries;
    }

    private List<String> ask(List<Path> classPath, String... ids) throws Exception {
        List<String> arguments = new ArrayList<>();
        arguments.add("-cp");
        arguments.add(classPath.stream()
                .map(Path::toString)
                .collect(Collectors.joining(File.pathSeparator)));
        arguments.add(AskFor.class.getName());
        arguments.addAll(List.of(ids));
        return Compiled.java(folder, arguments.toArray(String[]::new));
    }
}
