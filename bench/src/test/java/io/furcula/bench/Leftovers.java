package io.furcula.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** What a run can leave behind. */
public final class Leftovers {

    private Leftovers() {}

    /** Makes sure that this JVM has no child, and no folder for temporary files, any more. */
    public static void assertNone() throws IOException {
        assertThat(ProcessHandle.current().children()).isEmpty();
        for (Path folder :
                List.of(Path.of("/dev/shm"), Path.of(System.getProperty("java.io.tmpdir")))) {
            if (Files.isDirectory(folder)) {
                try (Stream<Path> all = Files.list(folder)) {
                    assertThat(all.map(p -> p.getFileName().toString()))
                            .noneMatch(name -> name.startsWith(Program.FOLDER_PREFIX));
                }
            }
        }
    }
}
