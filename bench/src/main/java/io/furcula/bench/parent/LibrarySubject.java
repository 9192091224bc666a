package io.furcula.bench.parent;

import io.furcula.bench.BenchFailedException;
import io.furcula.bench.Program;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A parent process in a JVM that has a peer's library, which no other JVM has. Its first argument is a
 * folder for files to map, which is deleted once it has ended, however it did.
 *
 * @param name the subject's name
 * @param main a class whose main method calls {@link ParentProcess#answer}
 * @param libraries their class path, as {@link JavaCommand#jars} found it
 */
public record LibrarySubject(String name, Class<?> main, String libraries) implements Subject {

    /** What Agrona needs, which all of them are built on; and what its users switch off for speed. */
    private static final List<String> OPTIONS = List.of(
            "--add-exports=java.base/jdk.internal.misc=ALL-UNNAMED",
            "-Dagrona.disable.bounds.checks=true");

    private static final Path MEMORY = Path.of("/dev/shm");

    @Override
    public String ask(Question question) throws BenchFailedException, InterruptedException {
        String label = name + ", " + question.caseName();
        try {
            Path folder = folder();
            List<String> arguments = new ArrayList<>(List.of(folder.toString()));
            arguments.addAll(question.arguments());
            List<String> options = new ArrayList<>(OPTIONS);
            options.addAll(question.jvmOptions());
            String classPath = JavaCommand.classPath() + File.pathSeparator + libraries;
            return Program.run(
                    label,
                    JavaCommand.of(options, classPath, main, arguments),
                    "",
                    question.limit(),
                    List.of(folder));
        } catch (IOException e) {
            throw new BenchFailedException(label + " cannot be run: " + e.getMessage(), e);
        }
    }

    /** In memory, where there is such a folder: a disk's writes would be measured too. */
    private static Path folder() throws IOException {
        return Files.isWritable(MEMORY)
                ? Files.createTempDirectory(MEMORY, Program.FOLDER_PREFIX)
                : Files.createTempDirectory(Program.FOLDER_PREFIX);
    }
}
