package io.furcula.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.tools.ToolProvider;

/** Compiles sources, runs JVMs: for what no class path of a test can show. */
final class Compiled {

    private Compiled() {}

    /** The folder or jar that a class came from. */
    static Path home(Class<?> type) {
        try {
            return Path.of(
                    type.getProtectionDomain().getCodeSource().getLocation().toURI());
        } catch (java.net.URISyntaxException e) {
            throw new AssertionError(e);
        }
    }

    static Path source(Path folder, String name, String text) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, text);
    }

    static void compile(List<Path> sources, String... options) {
        List<String> arguments = new ArrayList<>(List.of(options));
        sources.forEach(s -> arguments.add(s.toString()));
        int code = ToolProvider.getSystemJavaCompiler()
                .run(null, null, null, arguments.toArray(String[]::new));
        if (code != 0) {
            throw new AssertionError("javac ends with " + code + " for " + arguments);
        }
    }

    /** What a JVM prints, and a last line with its exit code. */
    static List<String> java(Path folder, String... arguments) throws Exception {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(arguments));
        Path output = folder.resolve("output");
        Process jvm = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            int code = jvm.waitFor();
            List<String> lines = new ArrayList<>(Files.readAllLines(output));
            lines.add("exit code " + code);
            return lines;
        } finally {
            jvm.destroyForcibly(); // the deadline interrupts us
        }
    }
}
