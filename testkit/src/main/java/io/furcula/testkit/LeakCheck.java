package io.furcula.testkit;

import io.furcula.Value;
import io.furcula.internal.shared.ProcessTag;
import io.furcula.sync.Deadlocks;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Fails a test that leaves something behind: a child process, a thread of Furcula's, a descriptor or
 * a file of a segment, a socket. What the JDK frees by garbage collection is given the time for it.
 *
 * <pre>{@code
 * @ExtendWith(LeakCheck.class)
 * class MyTest { ... }
 * }</pre>
 */
public final class LeakCheck implements BeforeEachCallback, AfterEachCallback {

    private static final ExtensionContext.Namespace SPACE =
            ExtensionContext.Namespace.create(LeakCheck.class);
    private static final Duration LIMIT = Duration.ofSeconds(15);

    /** Called by JUnit. */
    public LeakCheck() {}

    @Override
    public void beforeEach(ExtensionContext context) {
        Value.ofInt(0).close(); // from here on this process has an arena, which stays
        Objects.requireNonNull(Deadlocks.find()); // and the table of waits, which stays, too
        context.getStore(SPACE).put("before", held());
    }

    @Override
    @SuppressWarnings("unchecked") // we put it there
    public void afterEach(ExtensionContext context) {
        Set<String> before =
                (Set<String>) Objects.requireNonNull(context.getStore(SPACE).get("before"));
        boolean clean = Await.within(LIMIT, () -> {
            if (before.containsAll(held())) {
                return true;
            }
            System.gc(); // cleaners close what tests have dropped
            return false;
        });
        if (!clean) {
            Set<String> left = held();
            left.removeAll(before);
            throw new AssertionError(
                    context.getDisplayName() + " leaves behind:\n  " + String.join("\n  ", left));
        }
    }

    /** {@return what this process holds now: its children, and Furcula's threads, files and sockets} */
    public static Set<String> held() {
        Set<String> held = new TreeSet<>();
        ProcessHandle.current()
                .descendants()
                .forEach(p -> held.add(
                        "process " + p.pid() + " " + p.info().commandLine().orElse("?")));
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            String name = thread.getName();
            if (name.startsWith("furcula ") || name.matches("Process-\\d.*")) {
                held.add("thread " + name);
            }
        }
        held.addAll(descriptors());
        held.addAll(files(Path.of("/dev/shm"), "furcula-" + ProcessTag.own()));
        held.addAll(namedGroups(Path.of("/dev/shm")));
        return held;
    }

    /** Groups that this process holds, or one that is dead held last: a killed child of the test's. */
    private static Set<String> namedGroups(Path folder) {
        Set<String> found = new HashSet<>();
        for (String named : files(folder, "furcula-named-")) {
            for (String group : files(path(named), "[!.]")) {
                for (String hold : files(path(group), "@")) {
                    String tag = hold.substring(hold.lastIndexOf('@') + 1).split("-", 2)[0];
                    if (tag.equals(ProcessTag.own()) || ProcessTag.isDead(tag)) {
                        found.add("named " + group);
                    }
                }
            }
        }
        return found;
    }

    private static Path path(String file) {
        return Path.of(file.substring("file ".length()));
    }

    private static Set<String> descriptors() {
        Set<String> found = new HashSet<>();
        Path own = Path.of("/proc/self/fd");
        if (Files.isDirectory(own)) {
            try (DirectoryStream<Path> links = Files.newDirectoryStream(own)) {
                for (Path link : links) {
                    describe(link, found);
                }
            } catch (IOException e) {
                throw new AssertionError("cannot list " + own, e);
            }
        }
        return found;
    }

    private static void describe(Path link, Set<String> found) {
        try {
            String target = Files.readSymbolicLink(link).toString();
            if (target.contains("furcula-")
                    && !target.endsWith(".jar")
                    && !target.contains("/target/")) {
                found.add("descriptor " + target);
            }
        } catch (IOException e) {
            // Closed while we were listing.
        }
    }

    private static Set<String> files(Path folder, String prefix) {
        if (!Files.isDirectory(folder)) {
            return Set.of();
        }
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, prefix + "*")) {
            Set<String> found = new HashSet<>();
            files.forEach(f -> found.add("file " + f));
            return found.stream().collect(Collectors.toSet());
        } catch (IOException e) {
            throw new AssertionError("cannot list " + folder, e);
        }
    }
}
