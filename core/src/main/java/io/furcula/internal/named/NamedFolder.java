package io.furcula.internal.named;

import io.furcula.SharedMemoryException;
import io.furcula.internal.ErrorText;
import io.furcula.internal.shared.FileSegmentProvider;
import io.furcula.internal.shared.ProcessTag;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The folder in which a user's named groups are, beside the segments that are files: in {@code
 * /dev/shm}, which is memory, the same for all processes, and gone at a restart. Each pid namespace and
 * each run of the machine has its own, since its processes alone can be told dead or alive.
 *
 * <pre>
 *   furcula-named-1000-4026531836-5f0c2d1e/    user, pid namespace, boot; mode 0700
 *     .lock                                    a lock of the kernel's: ends with whoever holds it
 *     app+prices/                              a group, see NamedGroup
 * </pre>
 *
 * <p>The folder and its lock stay. What is in a folder of another boot is dead, and is removed: so the
 * file system must be this machine's alone.
 *
 * <p><b>Thread safety:</b> safe for any number of threads and processes.
 */
final class NamedFolder {

    private static final String PREFIX = "furcula-named-";
    private static final String PROBE = PREFIX + "new-";
    private static final String LOCK = ".lock";
    private static final String UNKNOWN_BOOT = "0";
    private static final String BOOT = boot();

    /** Far longer than any holder needs, unless it was stopped. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private static final long PAUSE_NANOS = Duration.ofMillis(1).toNanos();

    private static final Set<PosixFilePermission> FOLDER_MODE =
            PosixFilePermissions.fromString("rwx------");
    private static final Set<PosixFilePermission> FILE_MODE =
            PosixFilePermissions.fromString("rw-------");

    /** The folders that this process has swept, and when. */
    private static final Map<Path, Long> SWEPT = new ConcurrentHashMap<>();

    /** One that lives long has children that are killed. */
    private static final long SWEEP_NANOS = Duration.ofSeconds(10).toNanos();

    /**
     * One thread of this JVM at a time has the lock's file open: if another one closed it, the kernel
     * would take the lock away. A monitor, so that no fork comes in between.
     */
    private static final Object HERE = new Object();

    /** Who we are, to the file system. */
    private record User(UserPrincipal principal, String id) {}

    private static @Nullable User user;

    private final Path path;

    private NamedFolder(Path path) {
        this.path = path;
    }

    /**
     * {@return the folder, which is there and nobody else's}
     *
     * @throws SharedMemoryException if it is another user's, or others may enter it
     */
    static NamedFolder get() {
        Path directory = FileSegmentProvider.directory();
        try {
            Path path = directory.resolve(
                    PREFIX + user(directory).id + "-" + ProcessTag.namespace() + "-" + BOOT);
            makeFolder(path);
            return new NamedFolder(path);
        } catch (IOException e) {
            throw failed(directory, e);
        }
    }

    Path path() {
        return path;
    }

    private static User user(Path directory) throws IOException {
        synchronized (HERE) {
            User known = user;
            if (known == null) {
                Path probe = Files.createTempDirectory(directory, PROBE + ProcessTag.own() + "-");
                try {
                    known = new User(Files.getOwner(probe), userId(probe));
                } finally {
                    Files.delete(probe);
                }
                user = known;
            }
            return known;
        }
    }

    private static String userId(Path own) throws IOException {
        return own.getFileSystem().supportedFileAttributeViews().contains("unix")
                ? String.valueOf(Files.getAttribute(own, "unix:uid"))
                : System.getProperty("user.name", "").replaceAll("[^A-Za-z0-9]", "_");
    }

    /** Makes a folder if it is not there, and checks that it is ours alone. */
    static void makeFolder(Path folder) throws IOException {
        try {
            Files.createDirectory(folder, mode(folder, FOLDER_MODE));
        } catch (FileAlreadyExistsException e) {
            check(folder, FOLDER_MODE);
        }
    }

    static void makeFile(Path file) throws IOException {
        Files.createFile(file, mode(file, FILE_MODE));
    }

    static void checkFile(Path file) throws IOException {
        check(file, FILE_MODE);
    }

    private static FileAttribute<?>[] mode(Path path, Set<PosixFilePermission> mode) {
        return isPosix(path)
                ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(mode)}
                : new FileAttribute<?>[0];
    }

    private static boolean isPosix(Path path) {
        return path.getFileSystem().supportedFileAttributeViews().contains("posix");
    }

    private static void check(Path path, Set<PosixFilePermission> most) throws IOException {
        if (!isPosix(path)) {
            return;
        }
        PosixFileAttributes found =
                Files.readAttributes(path, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        UserPrincipal self = user(FileSegmentProvider.directory()).principal;
        boolean kind = most == FOLDER_MODE ? found.isDirectory() : found.isRegularFile();
        if (!kind || !found.owner().equals(self) || !most.containsAll(found.permissions())) {
            throw new SharedMemoryException(ErrorText.of(
                            "FUR-322",
                            path + " is not safe to use: it is a "
                                    + (found.isDirectory()
                                            ? "folder"
                                            : found.isRegularFile() ? "file" : "link")
                                    + " of " + found.owner().getName()
                                    + " with permissions "
                                    + PosixFilePermissions.toString(found.permissions())
                                    + "; expected a "
                                    + (most == FOLDER_MODE ? "folder" : "file")
                                    + " of " + self.getName()
                                    + " with " + PosixFilePermissions.toString(most)
                                    + ".")
                    .likely("another user has made it, or somebody has changed it")
                    .remedy("remove it, or -D" + FileSegmentProvider.DIRECTORY_PROPERTY
                            + "=FOLDER with a folder of your own, in every process")
                    .toString());
        }
    }

    /** What is done while no other process changes anything here. */
    @FunctionalInterface
    interface Work<T> {
        T run() throws IOException;
    }

    /**
     * Does something while no other process or thread does. If this process is killed in it, the kernel
     * gives the lock to the next one.
     *
     * @throws SharedMemoryException if the lock was not to be had in 10 s, or the folder cannot be used
     */
    <T> T locked(Work<T> work) {
        Path file = path.resolve(LOCK);
        Set<StandardOpenOption> options =
                EnumSet.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        synchronized (HERE) {
            try (FileChannel channel = FileChannel.open(file, options, mode(file, FILE_MODE))) {
                await(channel, file);
                sweepNowAndThen();
                return work.run();
            } catch (IOException e) {
                throw failed(path, e);
            }
        }
    }

    private static void await(FileChannel channel, Path file) throws IOException {
        boolean interrupted = Thread.interrupted();
        try {
            long start = System.nanoTime();
            while (!tryLock(channel)) {
                if (System.nanoTime() - start > PATIENCE.toNanos()) {
                    throw new SharedMemoryException(ErrorText.of(
                                    "FUR-323",
                                    "Another process holds " + file + " for more than "
                                            + PATIENCE.toSeconds()
                                            + " s.")
                            .likely("it was stopped (SIGSTOP, a debugger) while it opened or"
                                    + " closed a group")
                            .remedy("lslocks -o PID,COMMAND,PATH shows which; let it go on, or"
                                    + " kill it")
                            .toString());
                }
                LockSupport.parkNanos(PAUSE_NANOS);
                interrupted |= Thread.interrupted();
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static boolean tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock() != null;
        } catch (OverlappingFileLockException e) {
            return false; // held here, by another copy of this class
        }
    }

    /** Removes what processes have left that were killed. */
    private void sweepNowAndThen() throws IOException {
        long now = System.nanoTime();
        Long last = SWEPT.get(path);
        if (last != null && now - last < SWEEP_NANOS) {
            return;
        }
        SWEPT.put(path, now);
        for (Path group : list(path)) {
            if (Files.isDirectory(group, LinkOption.NOFOLLOW_LINKS)) {
                removed(() -> NamedGroup.removeIfAbandoned(group));
            }
        }
        String own = path.getFileName().toString();
        String ofUser = own.substring(0, own.indexOf('-', PREFIX.length()) + 1);
        for (Path other : list(path.resolve(".."))) {
            String name = other.getFileName().toString();
            boolean deadProbe = name.startsWith(PROBE) && ProcessTag.isDead(name.split("-", 5)[3]);
            if (deadProbe || (name.startsWith(ofUser) && isOfAnotherBoot(name))) {
                removed(() -> removeAll(other));
            }
        }
    }

    /** Removes something, if it can be: it is in nobody's way. */
    private static void removed(Removal removal) {
        try {
            removal.run();
        } catch (IOException e) {
            // It is not ours after all, or is gone already.
        }
    }

    @FunctionalInterface
    private interface Removal {
        void run() throws IOException;
    }

    private static boolean isOfAnotherBoot(String name) {
        String boot = name.substring(name.lastIndexOf('-') + 1);
        return !BOOT.equals(UNKNOWN_BOOT) && !boot.equals(UNKNOWN_BOOT) && !boot.equals(BOOT);
    }

    /** A folder of folders of files. */
    private static void removeAll(Path folder) throws IOException {
        for (Path entry : list(folder)) {
            if (Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS)) {
                removeAll(entry);
            } else {
                Files.deleteIfExists(entry);
            }
        }
        Files.deleteIfExists(folder);
    }

    /** {@return what is in a folder, in order; nothing if it is not there} */
    static Set<Path> list(Path folder) throws IOException {
        Set<Path> found = new TreeSet<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
            entries.forEach(found::add);
        } catch (NoSuchFileException | NotDirectoryException e) {
            return Set.of();
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        return found;
    }

    static SharedMemoryException failed(Path place, IOException e) {
        return new SharedMemoryException(
                ErrorText.of("FUR-324", "Named objects in " + place + " cannot be used: " + e + ".")
                        .likely("somebody has removed files there, or it cannot be written")
                        .remedy("-D" + FileSegmentProvider.DIRECTORY_PROPERTY
                                + "=FOLDER with a folder of your own, in every process")
                        .toString(),
                e);
    }

    /** {@return what tells this run of the machine from others} */
    private static String boot() {
        try {
            return Files.readString(Path.of("/proc/sys/kernel/random/boot_id")).substring(0, 8);
        } catch (IOException | IndexOutOfBoundsException e) {
            return UNKNOWN_BOOT; // no Linux
        }
    }
}
