package io.furcula.bench;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** What a reader has to know of the machine and the JVM to judge a figure. No host or user name. */
final class Header {

    private Header() {}

    static Map<String, Object> of(List<String> suites, BenchOptions options) {
        Map<String, Object> header = new LinkedHashMap<>();
        header.put("date", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
        header.put("commit", environment("FURCULA_BENCH_COMMIT", "unknown"));
        header.put("machine", machine());
        header.put("jdk", jdk());
        header.put("flags", flags());
        header.put("suites", suites);
        header.put("methods", options.methods());
        header.put("workers", options.workers());
        header.put("quick", options.quick());
        return header;
    }

    /** {@return two lines for the screen} */
    static List<String> summary(Map<String, Object> header) {
        return List.of(
                "machine: "
                        + String.join(
                                ", ",
                                value(header, "machine", "cpu"),
                                value(header, "machine", "cores") + " cores",
                                value(header, "machine", "memory_mib") + " MiB"),
                "jdk:     " + value(header, "jdk", "vm") + ", commit " + header.get("commit"));
    }

    private static String value(Map<String, Object> header, String part, String key) {
        return header.get(part) instanceof Map<?, ?> map ? String.valueOf(map.get(key)) : "";
    }

    private static Map<String, Object> machine() {
        Map<String, Object> machine = new LinkedHashMap<>();
        machine.put("cpu", line("/proc/cpuinfo", "model name").orElse("unknown cpu"));
        machine.put("cores", Runtime.getRuntime().availableProcessors());
        machine.put(
                "memory_mib",
                line("/proc/meminfo", "MemTotal")
                        .map(kb -> Long.parseLong(kb.split(" ", 2)[0]) >> 10)
                        .<Object>map(mib -> mib)
                        .orElse("unknown"));
        machine.put("os", System.getProperty("os.name"));
        machine.put("kernel", System.getProperty("os.version"));
        machine.put("arch", System.getProperty("os.arch"));
        return machine;
    }

    /** {@return what follows a key and a colon in a file of Linux's, if it is there} */
    private static Optional<String> line(String file, String key) {
        try (Stream<String> lines = Files.lines(Path.of(file))) {
            return lines.filter(l -> l.startsWith(key))
                    .findFirst()
                    .map(l -> l.substring(l.indexOf(':') + 1).strip());
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static Map<String, Object> jdk() {
        Map<String, Object> jdk = new LinkedHashMap<>();
        jdk.put("version", System.getProperty("java.version"));
        jdk.put("vendor", System.getProperty("java.vendor"));
        jdk.put(
                "vm",
                System.getProperty("java.vm.name") + " " + System.getProperty("java.vm.version"));
        return jdk;
    }

    /** {@return the JVM's options, with those of the environment} */
    private static List<String> flags() {
        return new ArrayList<>(ManagementFactory.getRuntimeMXBean().getInputArguments());
    }

    private static String environment(String variable, String otherwise) {
        String value = System.getenv(variable);
        return value == null || value.isEmpty() ? otherwise : value;
    }
}
