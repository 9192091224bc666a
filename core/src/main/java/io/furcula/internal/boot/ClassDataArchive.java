package io.furcula.internal.boot;

import io.furcula.ProcessOptions;
import io.furcula.spi.JvmLauncher;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A dynamic class-data archive (JEP 350) with what every child loads, so that children start faster.
 *
 * <p>It is kept in {@code furcula/cds} below {@code $XDG_CACHE_HOME}, or {@code ~/.cache}; {@value
 * #DIRECTORY_PROPERTY} sets another folder, and {@value #SWITCH_PROPERTY}{@code =off} does without.
 * Its name is a hash of everything that it depends on: the JVM, its options, and path, size and time
 * of every jar. The first start that finds none goes without, and has one made by a JVM of its own in
 * the background, which ends with this one. What
 * was not used for 30 days is removed then. The JVM itself checks an archive and ignores one that does
 * not fit.
 *
 * <p><b>Thread safety:</b> safe for any number of threads.
 */
public final class ClassDataArchive {

    /** {@code off}: do without. */
    public static final String SWITCH_PROPERTY = "furcula.cds";
    /** The folder, instead of one in the user's cache. */
    public static final String DIRECTORY_PROPERTY = "furcula.cds.directory";

    private static final System.Logger LOG = System.getLogger("io.furcula.spawn");
    private static final Duration KEPT_UNUSED = Duration.ofDays(30);
    private static final Duration LONGEST_TRAINING = Duration.ofSeconds(60);

    /** Looks for nothing before it is asked. */
    public ClassDataArchive() {}

    private boolean looked;
    private @Nullable Path archive;

    /** {@return the options that make a child use the archive} None while there is no archive. */
    public synchronized List<String> options() {
        if (!looked) {
            looked = true;
            archive = locate();
            if (archive != null) {
                if (Files.exists(archive)) {
                    touch(archive);
                } else {
                    makeInBackground(archive);
                }
            }
        }
        return archive != null && Files.exists(archive)
                ? List.of(
                        "-XX:SharedArchiveFile=" + archive,
                        "-Xshare:auto",
                        "-Xlog:cds=off",
                        "-Xlog:cds+dynamic=off")
                : List.of();
    }

    private static @Nullable Path locate() {
        if (System.getProperty(SWITCH_PROPERTY, "on").equals("off")
                || System.getProperty("jdk.module.path") != null) {
            return null;
        }
        List<String> command = JvmLauncher.command(ProcessOptions.INHERITED, List.of());
        if (command.stream().anyMatch(ClassDataArchive::hasItsOwn)) {
            return null;
        }
        try {
            MessageDigest hash = MessageDigest.getInstance("SHA-256");
            add(hash, System.getProperty("java.vm.version"));
            command.forEach(argument -> add(hash, argument));
            String path = System.getProperty("java.class.path", "");
            for (String entry : path.split(System.getProperty("path.separator"))) {
                Path file = Path.of(entry);
                if (!Files.isRegularFile(file)) {
                    return null; // the JVM archives classes of jars alone
                }
                add(
                        hash,
                        Files.size(file) + "@" + Files.getLastModifiedTime(file).toMillis());
            }
            return directory().resolve(HexFormat.of().formatHex(hash.digest(), 0, 16) + ".jsa");
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "no class-data archive", e);
            return null;
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every JDK has SHA-256", e);
        }
    }

    private static boolean hasItsOwn(String argument) {
        return argument.startsWith("-Xshare")
                || argument.startsWith("-XX:SharedArchiveFile")
                || argument.startsWith("-XX:AOT")
                || argument.startsWith("-javaagent")
                || argument.startsWith("-agentpath");
    }

    private static void add(MessageDigest hash, String text) {
        hash.update(text.getBytes(StandardCharsets.UTF_8));
        hash.update((byte) 0);
    }

    private static Path directory() {
        String set = System.getProperty(DIRECTORY_PROPERTY);
        if (set != null) {
            return Path.of(set);
        }
        String cache = System.getenv("XDG_CACHE_HOME");
        Path base = cache == null || cache.isEmpty()
                ? Path.of(System.getProperty("user.home"), ".cache")
                : Path.of(cache);
        return base.resolve("furcula").resolve("cds");
    }

    /** Notes that it is in use, so that it is not removed as stale. */
    private static void touch(Path archive) {
        try {
            Files.setLastModifiedTime(archive, FileTime.from(Instant.now()));
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "cannot touch a class-data archive", e);
        }
    }

    private static void removeStale(Path directory) throws IOException {
        Instant limit = Instant.now().minus(KEPT_UNUSED);
        try (DirectoryStream<Path> archives = Files.newDirectoryStream(directory, "*.jsa")) {
            for (Path archive : archives) {
                if (Files.getLastModifiedTime(archive).toInstant().isBefore(limit)) {
                    Files.deleteIfExists(archive);
                }
            }
        }
    }

    private static void makeInBackground(Path archive) {
        Thread thread = new Thread(() -> make(archive), "furcula class-data archive");
        thread.setDaemon(true);
        thread.start();
    }

    private static void make(Path archive) {
        try {
            Files.createDirectories(archive.getParent());
            removeStale(directory());
            Path draft = Files.createTempFile(archive.getParent(), "draft", ".jsa");
            Files.delete(draft); // the JVM insists on making it
            List<String> command = JvmLauncher.command(
                    ProcessOptions.INHERITED,
                    List.of("-XX:ArchiveClassesAtExit=" + draft, "-Xlog:disable"));
            if (JvmLauncher.warmUp(command, LONGEST_TRAINING) && Files.exists(draft)) {
                Files.move(draft, archive, StandardCopyOption.ATOMIC_MOVE);
            }
            Files.deleteIfExists(draft);
        } catch (IOException | RuntimeException e) {
            LOG.log(Level.DEBUG, "no class-data archive could be made", e);
        } catch (InterruptedException e) {
            // Nobody interrupts this thread but who wants the end.
        }
    }
}
