package io.furcula.forkengine;

import io.furcula.ProcessOptions;
import java.io.File;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Gives this process, a child, settings that a JVM otherwise has from its start: variables of its
 * environment and a working directory. The JDK has copies of both, which are changed as well.
 */
public final class ChildSettings {

    private static final Charset NATIVE =
            Charset.forName(System.getProperty("sun.jnu.encoding", "UTF-8"));

    private ChildSettings() {}

    /**
     * Gives this process all that it can be given.
     *
     * @param options of them, the environment, the directory, and arguments of the form {@code
     *     -Dname=value}
     * @throws IOException if the directory cannot be entered
     */
    public static void apply(ProcessOptions options) throws IOException {
        environment(options.environment());
        Path directory = options.directory();
        if (directory != null) {
            directory(directory);
        }
        for (String argument : options.jvmArguments()) { // -Dname=value, -Dname
            if (argument.startsWith("-D")) {
                String[] parts = argument.substring(2).split("=", 2);
                System.setProperty(parts[0], parts.length > 1 ? parts[1] : "");
            }
        }
    }

    /**
     * Sets variables, for {@link System#getenv}, for children and for native code.
     *
     * @param variables names and values
     */
    static void environment(Map<String, String> variables) {
        Object view = Jdk.ENVIRONMENT.get();
        if (view == null || variables.isEmpty()) {
            return;
        }
        Object map = HiddenField.of(view.getClass(), "m", "Ljava/util/Map;").get(view);
        @SuppressWarnings("unchecked") // ProcessEnvironment has strings there
        Map<String, String> environment = (Map<String, String>) map;
        variables.forEach((name, value) -> {
            if (environment != null) {
                environment.put(name, value);
            }
            Fd.setenv(terminated(name), terminated(value));
        });
    }

    /**
     * Changes the working directory, for relative paths and children.
     *
     * @param directory an existing folder
     * @throws IOException if it cannot be entered
     */
    static void directory(Path directory) throws IOException {
        String path = directory.toAbsolutePath().normalize().toString();
        Fd.checked(Fd.chdir(terminated(path)), "chdir(\"" + path + "\")");
        System.setProperty("user.dir", path);
        Object files = FileSystems.getDefault();
        Class<?> unixFiles = Jdk.named("sun.nio.fs.UnixFileSystem");
        if (unixFiles.isInstance(files)) {
            HiddenField.of(unixFiles, "defaultDirectory", "[B").set(files, path.getBytes(NATIVE));
        }
        Object oldFiles = oldFiles();
        if (oldFiles != null) {
            HiddenField.of(oldFiles.getClass(), "userDir", "Ljava/lang/String;")
                    .set(oldFiles, path);
        }
    }

    /** What java.io.File works with. JDK 21 has renamed the field. */
    private static @Nullable Object oldFiles() {
        String name = Runtime.version().feature() < 21 ? "fs" : "FS";
        return HiddenField.ofClass(File.class, name, "Ljava/io/FileSystem;").get();
    }

    /**
     * {@return a text as the kernel takes it, with a zero behind it}
     *
     * @param text for example a path
     */
    public static byte[] terminated(String text) {
        byte[] bytes = text.getBytes(NATIVE);
        return Arrays.copyOf(bytes, bytes.length + 1);
    }
}
