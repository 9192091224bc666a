package io.furcula.internal.boot;

import io.furcula.ProcessOptions;
import io.furcula.internal.codec.Codecs;
import io.furcula.internal.shared.RuntimeFolder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The command line of a child JVM, made after this one's. */
public final class JvmCommandLine {

    /** Longer class and module paths go through an argument file: Windows allows 32 KiB in all. */
    private static final int LONGEST_INLINE = 8 << 10;

    /**
     * Options that two JVMs cannot share: a debugger's port, a management port, a recording or log
     * file that both would write, the dump of a class-data archive, and main modules.
     */
    private static final Pattern NOT_SHARED =
            Pattern.compile("-agentlib:jdwp.*|-Xrunjdwp.*|-Xdebug|-Dcom\\.sun\\.management\\..*"
                    + "|-XX:(StartFlightRecording|FlightRecorderOptions|ArchiveClassesAtExit|AOTCacheOutput"
                    + "|HeapDumpPath|NativeMemoryTrackingFile|DumpLoadedClassList|CRaC).*"
                    + "|-Xlog:.*file=.*|-Xloggc:.*|-Djdk\\.module\\.main.*|--module=.*");

    /** The JDK from which on every child would print a warning when it first loads JNA. */
    private static final int WARNS_OF_NATIVE_ACCESS = 24;

    private static final List<String> INHERITED = inherited();

    private JvmCommandLine() {}

    /**
     * {@return a command line}
     *
     * @param options the child's own options, which come last
     * @param more options of the start method, before the child's own
     * @param main the main class
     */
    public static List<String> of(ProcessOptions options, List<String> more, Class<?> main) {
        List<String> command = new ArrayList<>();
        command.add(java());
        command.addAll(INHERITED);
        Codecs.jvmArguments().stream().filter(a -> !INHERITED.contains(a)).forEach(command::add);
        command.addAll(more);
        if (options.maxHeapBytes() > 0) {
            command.add("-Xmx" + options.maxHeapBytes());
        }
        command.addAll(options.jvmArguments());
        String classPath = System.getProperty("java.class.path", "");
        if (!classPath.isEmpty()) {
            command.addAll(inlineOrFile("-cp", absolute(classPath)));
        }
        if (main.getModule().isNamed()) {
            command.add("--add-modules");
            command.add(modules());
            command.add("-m");
            command.add(main.getModule().getName() + "/" + main.getName());
        } else {
            command.add(main.getName());
        }
        return command;
    }

    private static String java() {
        boolean windows = System.getProperty("os.name", "").startsWith("Windows");
        return Path.of(System.getProperty("java.home"), "bin", windows ? "java.exe" : "java")
                .toString();
    }

    private static List<String> inherited() {
        List<String> kept = new ArrayList<>();
        for (String argument : ManagementFactory.getRuntimeMXBean().getInputArguments()) {
            if (!NOT_SHARED.matcher(argument).matches()) {
                kept.add(argument);
            }
        }
        String modulePath = System.getProperty("jdk.module.path");
        if (modulePath != null && kept.stream().noneMatch(a -> a.startsWith("--module-path"))) {
            kept.add("--module-path=" + absolute(modulePath));
        }
        if (Runtime.version().feature() >= WARNS_OF_NATIVE_ACCESS
                && kept.stream().noneMatch(a -> a.startsWith("--enable-native-access"))) {
            boolean jnaIsAModule = ModuleLayer.boot().findModule("com.sun.jna").isPresent();
            kept.add("--enable-native-access=ALL-UNNAMED" + (jnaIsAModule ? ",com.sun.jna" : ""));
        }
        return List.copyOf(kept);
    }

    /** A child may have another working directory. */
    private static String absolute(String path) {
        String separator = System.getProperty("path.separator");
        return Pattern.compile(separator, Pattern.LITERAL)
                .splitAsStream(path)
                .map(entry -> Path.of(entry).toAbsolutePath().toString())
                .collect(Collectors.joining(separator));
    }

    private static String modules() {
        return ModuleLayer.boot().modules().stream()
                .map(Module::getName)
                .collect(Collectors.joining(","));
    }

    private static List<String> inlineOrFile(String option, String value) {
        if (value.length() <= LONGEST_INLINE) {
            return List.of(option, value);
        }
        return List.of("@" + ArgumentFile.with(option, value));
    }

    /** The class path does not change while a JVM runs: one file will do. */
    private static final class ArgumentFile {
        private static @Nullable Path file;

        static synchronized Path with(String option, String value) {
            try {
                if (file == null) {
                    String quoted = value.replace("\\", "\\\\").replace("\"", "\\\"");
                    file = RuntimeFolder.get().resolve("arguments");
                    Files.writeString(file, option + "\n\"" + quoted + "\"\n");
                }
                return file;
            } catch (IOException e) {
                throw new UncheckedIOException("cannot write the child's argument file", e);
            }
        }
    }
}
