package io.furcula.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The C compiler of this machine: {@code $CC}, or {@code cc}.
 *
 * @param command how to call it
 */
public record C(String command) {

    private static final Duration LIMIT = Duration.ofMinutes(1);

    /** What all programs include; it lies beside this class. */
    private static final String HEADER = "peer.h";

    /**
     * {@return the compiler, if peers were asked for and it is there}
     *
     * @param suite who asks
     * @param options says whether peers were asked for
     * @param screen is told if there is no compiler
     */
    public static Optional<C> asPeer(String suite, BenchOptions options, Screen screen)
            throws BenchFailedException, InterruptedException {
        if (!options.peers()) {
            return Optional.empty();
        }
        String named = System.getenv("CC");
        String command = named == null || named.isEmpty() ? "cc" : named;
        try {
            Program.run(command, List.of(command, "--version"), "", LIMIT);
            return Optional.of(new C(command));
        } catch (IOException e) {
            screen.note(suite + ": no C compiler (" + command
                    + "), so there is no peer in C to compare with");
            return Optional.empty();
        }
    }

    /**
     * Compiles a program and runs it to its end.
     *
     * @param name what to call it in messages
     * @param owner the source lies beside it
     * @param source its file name
     * @param arguments the program's arguments
     * @param limit it is killed when it has not ended by then
     * @return its standard output
     * @throws BenchFailedException if it cannot be compiled or run, does not end well, or not in time
     * @throws InterruptedException if interrupted; the program is killed
     */
    public String run(
            String name, Class<?> owner, String source, List<String> arguments, Duration limit)
            throws BenchFailedException, InterruptedException {
        try {
            // Not in /dev/shm, from where nothing may be run on some machines.
            Path folder = Files.createTempDirectory(Program.FOLDER_PREFIX);
            Resources.copy(C.class, HEADER, folder);
            Path file = Resources.copy(owner, source, folder);
            String program = folder.resolve("peer").toString();
            // One command, so that there is one end after which the folder is deleted.
            List<String> all = new ArrayList<>(List.of(
                    "sh",
                    "-c",
                    "set -e; \"$1\" -std=c11 -O2 -pthread -Wall -Wextra -Werror -o \"$2\" \"$3\";"
                            + " program=$2; shift 3; exec \"$program\" \"$@\"",
                    "sh",
                    command,
                    program,
                    file.toString()));
            all.addAll(arguments);
            return Program.run(name, all, "", limit, List.of(folder));
        } catch (IOException e) {
            throw new BenchFailedException(name + " cannot be run: " + e.getMessage(), e);
        }
    }
}
