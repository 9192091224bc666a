package io.furcula.docs;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.jna.Native;
import io.furcula.Context;
import io.furcula.StartMethods;
import io.furcula.fork.ForkStartMethod;
import io.furcula.forkengine.ForkEngine;
import io.furcula.shm.Cow;
import io.furcula.spawn.SpawnStartMethod;
import io.furcula.testkit.Deadline;
import io.furcula.testkit.LeakCheck;
import io.furcula.threading.ThreadingStartMethod;
import java.io.File;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Children of a modular application start on the module path, and are modular themselves. */
@ExtendWith({Deadline.class, LeakCheck.class})
class ModulePathTest {

    private static final String MODULE = """
            module app {
                requires io.furcula;
                requires io.furcula.spawn;
            }
            """;

    private static final String MAIN = """
            package app;

            import io.furcula.Process;
            import io.furcula.Queue;
            import io.furcula.StartMethods;

            public final class Main {
                public static void main(String[] arguments) throws Exception {
                    StartMethods.set(arguments[0]);
                    try (Queue<String> queue = Queue.create();
                            Process child = Process.start(Main::answer, queue)) {
                        child.requireSuccess();
                        System.out.println(Main.class.getModule() + " has " + queue.take());
                    }
                }

                private static void answer(Queue<String> queue) throws Exception {
                    queue.put(Process.current().name() + " in " + Main.class.getModule()
                            + " with " + Process.class.getModule());
                }
            }
            """;

    @TempDir
    Path folder;

    @Test
    void spawnedChildIsModularAsItsParentIs() throws Exception {
        assertThat(run(core(), "spawn"))
                .containsExactly(
                        "module app has Process-1 in module app with module io.furcula",
                        "exit code 0");
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void sharedMemoryIsFoundThroughItsModule() throws Exception {
        Stream<Path> path = Stream.concat(
                core(), Stream.of(Compiled.home(Cow.class), Compiled.home(Native.class)));
        assertThat(run(
                        path,
                        "spawn",
                        "-Dfurcula.segments=memfd",
                        "--enable-native-access=com.sun.jna"))
                .containsExactly(
                        "module app has Process-1 in module app with module io.furcula",
                        "exit code 0");
    }

    @Test
    void startMethodThatNobodyRequiresIsFoundAsAService() throws Exception {
        Stream<Path> path =
                Stream.concat(core(), Stream.of(Compiled.home(ThreadingStartMethod.class)));
        assertThat(run(path, "threading"))
                .containsExactly(
                        "module app has Process-1 in module app with module io.furcula",
                        "exit code 0");
    }

    @Test
    @EnabledIf("hasFork")
    void forkedChildHasItsParentsModules() throws Exception {
        Stream<Path> path = Stream.concat(
                core(),
                Stream.of(Compiled.home(ForkStartMethod.class), Compiled.home(ForkEngine.class)));
        assertThat(run(path, "fork", "--enable-native-access=io.furcula.forkengine"))
                .containsExactly(
                        "module app has Process-1 in module app with module io.furcula",
                        "exit code 0");
    }

    static boolean hasFork() {
        return StartMethods.available().contains("fork");
    }

    private static Stream<Path> core() {
        return Stream.of(Compiled.home(Context.class), Compiled.home(SpawnStartMethod.class));
    }

    private List<String> run(Stream<Path> modules, String method, String... options)
            throws Exception {
        Path classes = folder.resolve("classes");
        String path = Stream.concat(modules, Stream.of(classes))
                .map(Path::toString)
                .collect(Collectors.joining(File.pathSeparator));
        Compiled.compile(
                List.of(
                        Compiled.source(folder, "src/module-info.java", MODULE),
                        Compiled.source(folder, "src/app/Main.java", MAIN)),
                "--module-path",
                path,
                "-d",
                classes.toString());
        List<String> arguments = Stream.of(
                        Stream.of(options),
                        Stream.of("--module-path", path, "-m", "app/app.Main", method))
                .flatMap(a -> a)
                .toList();
        return Compiled.java(folder, arguments.toArray(String[]::new));
    }
}
