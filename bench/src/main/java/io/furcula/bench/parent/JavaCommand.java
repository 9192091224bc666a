package io.furcula.bench.parent;

import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

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
}
