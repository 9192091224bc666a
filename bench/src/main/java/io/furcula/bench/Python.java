package io.furcula.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The {@code python3} of this machine.
 *
 * @param version for example {@code 3.11}
 * @param startMethods those of its {@code multiprocessing}
 */
public record Python(String version, List<String> startMethods) {

    private static final String COMMAND = "python3";
    private static final String WHICH = "import sys, multiprocessing;"
            + " print('%d.%d' % sys.version_info[:2], *multiprocessing.get_all_start_methods())";
    private static final Duration WHICH_LIMIT = Duration.ofMinutes(1);

    /** Copies the list. */
    public Python {
        startMethods = List.copyOf(startMethods);
    }

    /**
     * {@return Python, if peers were asked for and it is there}
     *
     * @param suite who asks
     * @param options says whether peers were asked for
     * @param screen is told if there is no {@code python3}
     */
    public static Optional<Python> asPeer(String suite, BenchOptions options, Screen screen)
            throws BenchFailedException, InterruptedException {
        if (!options.peers()) {
            return Optional.empty();
        }
        try {
            String answer = Program.run(COMMAND, List.of(COMMAND, "-c", WHICH), "", WHICH_LIMIT);
            List<String> words = List.of(answer.strip().split(" "));
            return Optional.of(new Python(words.get(0), words.subList(1, words.size())));
        } catch (IOException e) {
            screen.note(suite + ": no python3 on the PATH, so there is no peer to compare with");
            return Optional.empty();
        }
    }

    /**
     * {@return the name of a subject, for example {@code python3.11-fork}}
     *
     * @param what one of its start methods, or a thing of its own
     */
    public String subject(String what) {
        return "python" + version + "-" + what;
    }

    /**
     * Runs a script to its end.
     *
     * @param name what to call it in messages
     * @param owner the script lies beside it
     * @param script its file name
     * @param arguments its arguments
     * @param input its standard input
     * @param limit it is killed when it has not ended by then
     * @return its standard output
     * @throws BenchFailedException if it cannot be run, does not end well, or not in time
     * @throws InterruptedException if interrupted; the script is killed
     */
    public String run(
            String name,
            Class<?> owner,
            String script,
            List<String> arguments,
            String input,
            Duration limit)
            throws BenchFailedException, InterruptedException {
        try {
            Path folder = Files.createTempDirectory(Program.FOLDER_PREFIX);
            Path file = Resources.copy(owner, script, folder);
            List<String> command = new ArrayList<>(List.of(COMMAND, "-B", file.toString()));
            command.addAll(arguments);
            return Program.run(name, command, input, limit, List.of(folder));
        } catch (IOException e) {
            throw new BenchFailedException(name + " cannot be run: " + e.getMessage(), e);
        }
    }
}
