package io.furcula.internal.named;

import io.furcula.SharedMemoryException;
import io.furcula.internal.ErrorText;
import io.furcula.internal.shared.Cleanup;
import io.furcula.internal.shared.OwnerWord;
import io.furcula.internal.shared.Placement;
import io.furcula.internal.shared.ProcessTag;
import io.furcula.internal.shared.SegmentHeader;
import io.furcula.internal.shared.Segments;
import io.furcula.spi.SegmentRef;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.ref.Cleaner;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A group of named objects that this process holds: a folder, as long as somebody holds it.
 *
 * <pre>
 *   app+prices/                            the group "app/prices"; mode 0700
 *     @4026531836.1fdd1354980000-1         a hold: ProcessTag of the holder, number; empty
 *     @4026531836.2a0e1354990000-1
 *     counter~0f3c...                      the object "counter": its segment, and the segment's id; mode 0600
 *     ~4026531836.1fdd1354980000~77ab...   a segment that this process is filling
 * </pre>
 *
 * <p><b>Thread safety:</b> safe for any number of threads and processes.
 */
/*
 * A group is in use while a live process has a hold in it; else it is a ruin, whatever is in it, and the
 * next to come removes it. [L] = under the folder's lock, which ends with its holder.
 *
 *   open      [L]  1 a ruin is removed, file by file
 *                  2 the folder is made, if there is none
 *                  3 the hold is made
 *   object         1 looks for it; if it is there, that is all
 *                  2 a segment is made and filled, with our tag in its name
 *             [L]  3 looks again; if it is there now, ours is deleted
 *                  4 ours gets the object's name: an atomic rename
 *   close     [L]  1 our hold is deleted
 *                  2 if no live process has one, all is removed
 *
 * Killed after:
 *   open 1, 2   a ruin
 *   open 3      a hold of the dead, which does not count
 *   object 2    a file with the tag of the dead: removed by the next to open the group, or with it
 *   object 3    nothing, or the same
 *   object 4    the object is there, complete
 *   close 1     a ruin, or a group that others hold
 *   within the removal   a ruin still, since no live process has a hold in it
 *
 * Objects are added while their group is held, and never taken away from it: whoever holds the group may
 * look for them without the lock. (Blocks of shared memory are, see NamedMemory: of them none is looked for
 * to be created.)
 */
public final class NamedGroup {

    private static final String HOLD = "@";
    private static final String SEPARATOR = "~";
    private static final int LONGEST = 100;
    private static final Pattern NAME =
            Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.-]*(/[A-Za-z0-9_][A-Za-z0-9_.-]*)*");

    private static final AtomicLong HOLDS = new AtomicLong();

    /** Held until they are closed, or this process ends, also if nobody refers to them any more. */
    private static final Set<NamedGroup> HELD = ConcurrentHashMap.newKeySet();

    private final String name;
    private final NamedFolder folder;
    private final Path path;
    private final long owner = OwnerWord.self();

    /** Null for a group that somebody else holds. */
    private final @Nullable Hold hold;

    private final Cleaner.@Nullable Cleanable atEnd;

    private NamedGroup(String name, Hold hold) {
        this.name = name;
        this.folder = hold.folder;
        this.path = hold.group;
        this.hold = hold;
        this.atEnd = Cleanup.register(this, hold);
        HELD.add(this);
    }

    private NamedGroup(String name, NamedFolder folder, Path path) {
        this.name = name;
        this.folder = folder;
        this.path = path;
        this.hold = null;
        this.atEnd = null;
    }

    /**
     * Opens a group, or makes it.
     *
     * @param name its name
     * @return the group, held
     */
    public static NamedGroup open(String name) {
        String fileName = fileName(name);
        NamedFolder folder = NamedFolder.get();
        Path path = folder.path().resolve(fileName);
        Path file = folder.locked(() -> {
            removeIfAbandoned(path);
            NamedFolder.makeFolder(path);
            removeHalfMade(path);
            return makeHold(path);
        });
        return new NamedGroup(name, new Hold(folder, path, file));
    }

    /** {@return a group that was not there before, held; null if a live process has one of that name} */
    static @Nullable NamedGroup openNew(String name, String fileName) {
        NamedFolder folder = NamedFolder.get();
        Path path = folder.path().resolve(fileName);
        Optional<Hold> made = folder.locked(() -> {
            removeIfAbandoned(path);
            if (Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
                return Optional.empty();
            }
            NamedFolder.makeFolder(path);
            return Optional.of(new Hold(folder, path, makeHold(path)));
        });
        return made.map(hold -> new NamedGroup(name, hold)).orElse(null);
    }

    /** {@return a group that another process holds, and this one does not} It need not be there. */
    static NamedGroup ofAnother(String name, String fileName) {
        NamedFolder folder = NamedFolder.get();
        return new NamedGroup(name, folder, folder.path().resolve(fileName));
    }

    /** {@return whether a live process holds it} */
    boolean isHeld() {
        try {
            return NamedFolder.list(path).stream().anyMatch(NamedGroup::isLiveHold);
        } catch (IOException e) {
            throw NamedFolder.failed(path, e);
        }
    }

    /** Removes what the dead have left, if it is that. */
    void removeRuin() {
        if (Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            folder.locked(() -> {
                removeIfAbandoned(path);
                return true;
            });
        }
    }

    /** {@return an object's segment, or null if there is none} */
    @Nullable
    SegmentRef find(String object) {
        try {
            Path file = findFile(fileName(object));
            if (file == null) {
                return null;
            }
            NamedFolder.checkFile(file);
            return Segments.inFile(id(file), file);
        } catch (IOException e) {
            throw NamedFolder.failed(path, e);
        }
    }

    /** Takes away an object, if it is there: for groups of which nobody looks for an object to create it. */
    void remove(String object) {
        folder.locked(() -> {
            Path file = findFile(fileName(object));
            return file != null && Files.deleteIfExists(file);
        });
    }

    private static Path makeHold(Path path) throws IOException {
        while (true) {
            Path hold = path.resolve(HOLD + ProcessTag.own() + "-" + HOLDS.incrementAndGet());
            try {
                NamedFolder.makeFile(hold);
                return hold;
            } catch (FileAlreadyExistsException e) {
                // Another copy of this class has used the number in this process.
            }
        }
    }

    /** With the folder's lock: removes a group that no live process holds. */
    static void removeIfAbandoned(Path group) throws IOException {
        Set<Path> files = NamedFolder.list(group);
        if (files.stream().noneMatch(NamedGroup::isLiveHold)) {
            for (Path file : files) {
                Files.deleteIfExists(file);
            }
            Files.deleteIfExists(group);
        }
    }

    private static boolean isLiveHold(Path file) {
        String name = file.getFileName().toString();
        return name.startsWith(HOLD)
                && !ProcessTag.isDead(name.substring(HOLD.length()).split("-", 2)[0]);
    }

    private static void removeHalfMade(Path group) throws IOException {
        for (Path file : NamedFolder.list(group)) {
            String[] parts = file.getFileName().toString().split(SEPARATOR, 3);
            if (parts[0].isEmpty() && ProcessTag.isDead(parts[1])) {
                Files.deleteIfExists(file);
            }
        }
    }

    /** A hold of this process. */
    private static final class Hold implements Runnable {
        private final NamedFolder folder;
        private final Path group;
        private final Path file;
        private boolean released;

        Hold(NamedFolder folder, Path group, Path file) {
            this.folder = folder;
            this.group = group;
            this.file = file;
        }

        synchronized void release() {
            if (!released) {
                folder.locked(() -> {
                    Files.deleteIfExists(file);
                    removeIfAbandoned(group);
                    return true;
                });
                released = true;
            }
        }

        /** When the JVM ends. */
        @Override
        public void run() {
            try {
                release();
            } catch (SharedMemoryException e) {
                // As if we had been killed: the next to come removes it.
            }
        }
    }

    /** Refuses a copy of the process that opened it: that one holds it, this one does not. */
    public void requireOwn() {
        if (OwnerWord.self() != owner) {
            throw new IllegalStateException("the group '" + name
                    + "' was opened by the process that this one is a copy of; open it here");
        }
    }

    /**
     * Finds an object, or creates it.
     *
     * @param object its name
     * @param kind what it is
     * @param parameter of which size
     * @param create creates one such object
     * @return its segment
     * @throws SharedMemoryException if there is something else of that name
     */
    public SegmentRef object(String object, NamedKind kind, long parameter, Runnable create) {
        String fileName = fileName(object);
        try {
            Path file = findFile(fileName);
            if (file == null) {
                file = create(fileName, kind, parameter, create);
            }
            NamedFolder.checkFile(file);
            checkKind(object, file, kind, parameter);
            return Segments.inFile(id(file), file);
        } catch (IOException e) {
            throw NamedFolder.failed(path, e);
        }
    }

    private @Nullable Path findFile(String fileName) throws IOException {
        return NamedFolder.list(path).stream()
                .filter(f -> f.getFileName().toString().startsWith(fileName + SEPARATOR))
                .findFirst()
                .orElse(null);
    }

    private static String id(Path file) {
        String name = file.getFileName().toString();
        return name.substring(name.lastIndexOf(SEPARATOR) + SEPARATOR.length());
    }

    private Path create(String fileName, NamedKind kind, long parameter, Runnable create)
            throws IOException {
        String own = SEPARATOR + ProcessTag.own() + SEPARATOR;
        SegmentRef made =
                Placement.create(id -> path.resolve(own + id), kind.code(), parameter, create);
        Path from = Path.of(made.location());
        try {
            return folder.locked(() -> {
                Path there = findFile(fileName);
                if (there == null) {
                    there = path.resolve(fileName + SEPARATOR + made.id());
                    Files.move(from, there, StandardCopyOption.ATOMIC_MOVE);
                }
                return there;
            });
        } finally {
            Files.deleteIfExists(from);
        }
    }

    private void checkKind(String object, Path file, NamedKind kind, long parameter)
            throws IOException {
        ByteBuffer header = ByteBuffer.wrap(header(file)).order(ByteOrder.nativeOrder());
        if (!SegmentHeader.isOfThisVersion(header)
                || (SegmentHeader.kind(header) == kind.code()
                        && SegmentHeader.parameter(header) == parameter)) {
            return; // that of another version is refused with that reason when it is attached
        }
        throw new SharedMemoryException(ErrorText.of(
                        "FUR-321",
                        "'" + object + "' of the group '" + name + "' is "
                                + NamedKind.describe(
                                        SegmentHeader.kind(header), SegmentHeader.parameter(header))
                                + "; it was opened as "
                                + NamedKind.describe(kind.code(), parameter)
                                + ".")
                .remedy("the same in every process, or another name; a name is free again once no"
                        + " process holds its group")
                .toString());
    }

    /** Not through a channel, which an interrupt would close. */
    private static byte[] header(Path file) throws IOException {
        try (InputStream in = new FileInputStream(file.toFile())) {
            byte[] bytes = in.readNBytes(SegmentHeader.SIZE_BYTES);
            if (bytes.length < SegmentHeader.SIZE_BYTES) {
                throw new IOException(file + " was cut off after " + bytes.length + " bytes");
            }
            return bytes;
        }
    }

    static String fileName(String name) {
        if (name.length() > LONGEST || !NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("name '" + name + "' is not one to " + LONGEST
                    + " letters, digits, '_', '.' or '-', in parts that begin with none of the"
                    + " latter two, separated by '/'");
        }
        return name.replace('/', '+');
    }

    /** Gives up this process's hold; the last one removes the group. Does nothing in a copy of it. */
    public void close() {
        if (OwnerWord.self() == owner && hold != null && atEnd != null) {
            hold.release();
            atEnd.clean();
            HELD.remove(this);
        }
    }
}
