package io.furcula.forkengine;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The files that this JVM itself writes all the time: its logs ({@code -Xlog}) and flight recordings. A
 * child would write into the same file; its descriptors of them lead to {@code /dev/null}.
 */
final class SharedLogs {

    private static final Pattern LOG_FILE =
            Pattern.compile("-Xlog:.*?:(?:file=)?\"?([^:\"]+)\"?(?::.*)?|-Xloggc:([^:]+)");
    private static final String RECORDER = "JFR Recorder Thread";

    private static final List<Pattern> LOGS = logs();

    private SharedLogs() {}

    private static List<Pattern> logs() {
        List<Pattern> found = new ArrayList<>();
        for (String argument : ManagementFactory.getRuntimeMXBean().getInputArguments()) {
            Matcher log = LOG_FILE.matcher(argument);
            if (log.matches()) {
                String file = log.group(1) == null ? log.group(2) : log.group(1);
                String name = Path.of(file).getFileName().toString();
                found.add(Pattern.compile(".*/"
                        + Pattern.quote(name)
                                .replace("%p", "\\E\\d+\\Q")
                                .replace("%t", "\\E.+\\Q")));
            }
        }
        return found;
    }

    /** {@return their descriptors} Looked for only if there can be any. */
    static int[] descriptors() {
        boolean recording = ThreadRoles.all().stream().anyMatch(t -> t.getName().equals(RECORDER));
        if (LOGS.isEmpty() && !recording) {
            return new int[0];
        }
        List<Integer> found = new ArrayList<>();
        try (DirectoryStream<Path> links = Files.newDirectoryStream(Path.of("/proc/self/fd"))) {
            for (Path link : links) {
                String target = target(link);
                if (LOGS.stream().anyMatch(p -> p.matcher(target).matches())
                        || (recording && target.endsWith(".jfr"))) {
                    found.add(Integer.valueOf(link.getFileName().toString()));
                }
            }
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
        return found.stream().mapToInt(Integer::intValue).toArray();
    }

    private static String target(Path link) {
        try {
            return Files.readSymbolicLink(link).toString();
        } catch (IOException e) {
            return ""; // closed
        }
    }
}
