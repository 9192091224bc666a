package io.furcula.testkit.torture;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A folder for the children's files, and what in the first process is not theirs: a file to be deleted
 * at its end, a shutdown hook, the random numbers that it and its other children draw.
 */
final class Belongings implements AutoCloseable {

    /** The file that children append their random numbers to: a secure one, and one of the thread. */
    static final String DRAWN = "drawn";

    private static final String KEPT = "kept";
    private static final String HOOK = "hook-of-parent-ran-in-";

    private final Path folder;

    private Belongings(Path folder) {
        this.folder = folder;
    }

    static Belongings create() throws IOException {
        Path folder = Files.createTempDirectory(Heartbeat.folder(), "files-");
        Files.createFile(folder.resolve(KEPT)).toFile().deleteOnExit();
        long owner = Kernel.pid();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> hook(folder, owner), "torture hook"));
        return new Belongings(folder);
    }

    private static void hook(Path folder, long owner) {
        long pid = Kernel.pid();
        if (pid != owner) {
            try {
                Files.createFile(folder.resolve(HOOK + pid));
            } catch (IOException e) {
                System.err.println("a child ran its parent's hook, and cannot note it: " + e);
            }
        }
    }

    Path folder() {
        return folder;
    }

    /** {@return what children did to it, one line each} */
    List<String> problems() throws IOException {
        List<String> problems = new ArrayList<>();
        if (!Files.exists(folder.resolve(KEPT))) {
            problems.add("a child deleted the file that its parent is to delete at its end");
        }
        try (DirectoryStream<Path> hooks = Files.newDirectoryStream(folder, HOOK + "*")) {
            hooks.forEach(hook -> problems.add("a shutdown hook of the parent ran in process "
                    + hook.getFileName().toString().substring(HOOK.length())));
        }
        lookAtDrawn(problems);
        return problems;
    }

    private void lookAtDrawn(List<String> problems) throws IOException {
        Path file = folder.resolve(DRAWN);
        if (!Files.exists(file)) {
            return;
        }
        ByteBuffer drawn = ByteBuffer.wrap(Files.readAllBytes(file));
        Set<Long> secure = new HashSet<>();
        Set<Long> ofThread = new HashSet<>();
        int total = 0;
        for (; drawn.remaining() >= 2 * Long.BYTES; total++) {
            secure.add(drawn.getLong());
            ofThread.add(drawn.getLong());
        }
        if (secure.size() < total) {
            problems.add(total + " children drew " + secure.size() + " different secure numbers");
        }
        if (ofThread.size() < total) {
            problems.add(total
                    + " children drew "
                    + ofThread.size()
                    + " different numbers from ThreadLocalRandom");
        }
    }

    /** Deletes the folder with all that killed children left in it. */
    @Override
    public void close() throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
            for (Path file : files) {
                Files.deleteIfExists(file);
            }
        }
        Files.deleteIfExists(folder);
    }
}
