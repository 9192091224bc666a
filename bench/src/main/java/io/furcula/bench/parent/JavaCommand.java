package io.furcula.bench.parent;

import io.furcula.bench.BenchFailedException;
import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The command line of another JVM: the same {@code java} with the same options, and more. */
public final class JavaCommand {

    private JavaCommand() {}

    /**
     * {@return the command line}
     *
     * @param options options of the JVM, after those of this one
     * @param classPath the class path
     * @param main the main class
     * @param arguments its arguments
     */
    public static List<String> of(
            List<String> options, String classPath, Class<?> main, List<String> arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
        command.addAll(options);
        command.addAll(List.of("-cp", classPath, main.getName()));
        command.addAll(arguments);
        return command;
    }

    /** {@return the class path of this JVM} */
    public static String classPath() {
        return System.getProperty("java.class.path");
    }

    /**
     * {@return the class path of the jars in a folder beside the benchmarks, if that was built}
     *
     * @param folder its name
     */
    public static Optional<String> jars(String folder) throws BenchFailedException {
        try {
            Path here = Path.of(JavaCommand.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
            Path beside = here.resolveSibling(folder);
            if (!Files.isDirectory(beside)) {
                return Optional.empty();
            }
            try (Stream<Path> jars = Files.list(beside)) {
                return jars.map(Path::toString)
                        .filter(j -> j.endsWith(".jar"))
                        .sorted()
                        .reduce((a, b) -> a + File.pathSeparator + b);
            }
        } catch (IOException | URISyntaxException e) {
            throw new BenchFailedException("The jars of " + folder + " cannot be found: " + e, e);
        }
    }
}
