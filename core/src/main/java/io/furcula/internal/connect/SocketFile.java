package io.furcula.internal.connect;

import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The file of a Unix socket that somebody listens on: readable by its owner alone, and removed with its
 * listener.
 */
/*
 * A listener that is killed leaves its file. Nobody listens on it, so a connection is refused: then the
 * next listener takes its place. It moves the file away before it removes it, and asks once more: if two
 * come at the same time, the second one would remove the file of the first one, and must put it back.
 *
 * Killed between moving and removing: a file with a name of its own is left, which is in nobody's way.
 */
final class SocketFile {

    private static final String OWNER_ALONE = "rw-------";

    private final Path path;
    private final @Nullable Object key;

    private SocketFile(Path path) throws IOException {
        this.path = path;
        this.key = key(path);
    }

    /**
     * Has a channel listen on a new file.
     *
     * @throws BindException if there is a file that is no socket, or somebody listens on it
     * @throws IOException if it cannot be; the file is not there
     */
    static SocketFile bind(ServerSocketChannel server, Path path, int backlog) throws IOException {
        try {
            server.bind(UnixDomainSocketAddress.of(path), backlog);
        } catch (BindException e) {
            if (!removeAbandoned(path)) {
                throw e;
            }
            server.bind(UnixDomainSocketAddress.of(path), backlog);
        }
        try {
            if (Files.getFileStore(path).supportsFileAttributeView("posix")) {
                Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(OWNER_ALONE));
            }
            return new SocketFile(path);
        } catch (IOException e) {
            Files.deleteIfExists(path);
            throw e;
        }
    }

    private static boolean removeAbandoned(Path path) throws IOException {
        if (!isAbandoned(path)) {
            return false;
        }
        Path aside = path.resolveSibling("." + UUID.randomUUID());
        try {
            Files.move(path, aside, StandardCopyOption.ATOMIC_MOVE);
        } catch (NoSuchFileException e) {
            return true; // somebody else was as quick
        }
        if (isAbandoned(aside)) {
            Files.delete(aside);
            return true;
        }
        Files.createLink(path, aside);
        Files.delete(aside);
        return false;
    }

    private static boolean isAbandoned(Path path) throws IOException {
        BasicFileAttributes file;
        try {
            file = Files.readAttributes(path, BasicFileAttributes.class);
        } catch (NoSuchFileException e) {
            return false; // the folder is missing
        }
        if (!file.isOther()) {
            return false;
        }
        try (SocketChannel client = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            client.configureBlocking(false);
            client.connect(UnixDomainSocketAddress.of(path));
            return false;
        } catch (ConnectException e) {
            return true;
        } catch (IOException e) {
            return false; // too many wait already, or it is not ours
        }
    }

    private static @Nullable Object key(Path path) throws IOException {
        return Files.readAttributes(path, BasicFileAttributes.class).fileKey();
    }

    /** Removes the file, if it is still this one. */
    void remove() throws IOException {
        try {
            Object now = key(path);
            if (now == null || now.equals(key)) {
                Files.deleteIfExists(path);
            }
        } catch (NoSuchFileException e) {
            // Somebody else has removed it.
        }
    }
}
