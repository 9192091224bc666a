package io.furcula.forkserver;

import io.furcula.Target;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/** Loads in a server what it was asked to. */
final class Preloading {

    private Preloading() {}

    static PreloadReport run(Preload preload) {
        Set<Thread> before = new HashSet<>(Thread.getAllStackTraces().keySet());
        long classes = loadedClasses();
        long memory = memoryBytes();
        long begin = System.nanoTime();
        List<String> problems = new ArrayList<>();
        for (String name : preload.classes()) {
            attempt("class " + name, () -> load(name), problems);
        }
        Target initialiser = preload.initialiser();
        if (initialiser != null) {
            attempt("the initialiser", initialiser, problems);
        }
        Duration took = Duration.ofNanos(System.nanoTime() - begin);
        Set<Thread> started = new HashSet<>(Thread.getAllStackTraces().keySet());
        started.removeAll(before);
        List<String> threads = started.stream().map(Thread::getName).sorted().toList();
        PreloadReport report = new PreloadReport(
                loadedClasses() - classes, took, memoryBytes() - memory, problems, threads);
        if (preload.onError() == Preload.OnError.WARN) {
            problems.forEach(problem -> warn("cannot be preloaded: " + problem));
        }
        if (!threads.isEmpty()) {
            warn("these threads, started by what was preloaded, are not in the children: "
                    + threads);
        }
        return report;
    }

    private static void attempt(String what, Target work, List<String> problems) {
        try {
            work.run();
        } catch (Throwable e) { // whatever it is, the server serves on
            problems.add(what + ": " + e);
        }
    }

    private static void load(String name) throws ClassNotFoundException {
        Class.forName(name, true, ClassLoader.getSystemClassLoader());
    }

    /** Loads and links a class, and leaves it to the children to initialise it. */
    static void link(String name) {
        try {
            Class<?> loaded = Class.forName(name, false, ClassLoader.getSystemClassLoader());
            Objects.requireNonNull(loaded.getDeclaredConstructors()); // it is linked for that
        } catch (ClassNotFoundException | LinkageError e) {
            // The child that needs it will say so, as any other one does.
        }
    }

    private static void warn(String text) {
        System.err.println("furcula forkserver: " + text);
    }

    private static long loadedClasses() {
        return ManagementFactory.getClassLoadingMXBean().getLoadedClassCount();
    }

    /** Not that of files, such as jars, which are shared in any case. */
    private static long memoryBytes() {
        try {
            for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
                if (line.startsWith("RssAnon:")) {
                    return Long.parseLong(line.replaceAll("\\D", "")) << 10;
                }
            }
        } catch (IOException e) {
            // Then it is not known.
        }
        return 0;
    }
}
