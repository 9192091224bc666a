package io.furcula.shm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.furcula.internal.shared.FileSegmentProvider;
import io.furcula.internal.shared.Segments;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A file system that fills up is an exception, never a fault; nothing is left in it. */
class FullFolderTest {

    /** Where a JVM that a signal has killed would say so. */
    @TempDir
    Path errors;

    @ParameterizedTest
    @EnumSource(names = {"SHM", "FILE"})
    void isAnExceptionAndNotAFault(Kind kind, @TempDir Path folder) throws Exception {
        String output =
                runIn(folder, "1m", FillFolderMain.class, flags(kind, folder), folder.toString());
        assertThat(output)
                .contains("created 2 segments, then asked=409600")
                .contains("growing: asked=1048576")
                .contains("[FUR-301]")
                .contains("in " + folder)
                .contains("all bytes were written")
                .contains("left in the folder: []");
    }

    @ParameterizedTest
    @EnumSource(names = {"SHM", "FILE"})
    void objectsThatWereThereCanBeUsedAndRoomCanBeMade(Kind kind, @TempDir Path folder)
            throws Exception {
        String output = runIn(
                folder, "8m", FillWithObjectsMain.class, flags(kind, folder), folder.toString());
        assertThat(output.lines().distinct())
                .containsExactly(
                        "queue: full",
                        "array: full",
                        "image: full",
                        "named array: full",
                        "value: full",
                        "all is well");
    }

    /** Files in memory are not in it. */
    @Test
    void smallDevShmIsNoLimitForMemoryFiles() throws Exception {
        List<String> memfd = List.of("-D" + Segments.PROVIDER_PROPERTY + "=" + Kind.MEMFD.id());
        String bytes = String.valueOf(32 << 20);
        assertThat(runIn(Path.of("/dev/shm"), "8m", LargeArrayMain.class, memfd, bytes))
                .isEqualTo("wrote 33554432 bytes\na small one fits\n");
    }

    /** The limit of the shell's {@code ulimit -f}: who exceeds it gets a signal, which must not matter. */
    @ParameterizedTest
    @EnumSource
    void limitOfFileSizesIsAnException(Kind kind, @TempDir Path folder) throws Exception {
        List<String> command =
                new ArrayList<>(List.of("sh", "-c", "ulimit -f 2048 && exec \"$@\"", "sh"));
        command.addAll(ChildJvm.command(LargeArrayMain.class, flags(kind, folder), "4000000"));
        ChildJvm.Ended ended = ChildJvm.run(command);
        assertThat(ended.exitCode()).as(ended.output()).isZero();
        assertThat(ended.output())
                .startsWith("refused: ")
                .contains("4000128 bytes")
                .endsWith("a small one fits\n");
        if (kind != Kind.FILE) {
            assertThat(ended.output()).contains("EFBIG (27).   [FUR-305]").contains("ulimit -f");
        }
    }

    private static List<String> flags(Kind kind, Path folder) {
        return List.of(
                "-D" + Segments.PROVIDER_PROPERTY + "=" + kind.id(),
                "-D" + FileSegmentProvider.DIRECTORY_PROPERTY + "=" + folder);
    }

    /** Runs a main class to its end, with a small file system at a folder. */
    private String runIn(
            Path folder, String size, Class<?> main, List<String> flags, String... arguments)
            throws Exception {
        List<String> command = new ArrayList<>(unshare());
        command.addAll(List.of(
                "sh",
                "-c",
                "mount -t tmpfs -o size=" + size + ",mode=0700 none \"$0\" && exec \"$@\"",
                folder.toString()));
        List<String> all = new ArrayList<>(flags);
        all.add("-XX:ErrorFile=" + errors.resolve("hs_err.log"));
        command.addAll(ChildJvm.command(main, all, arguments));

        ChildJvm.Ended ended = ChildJvm.run(command);

        assertThat(ended.exitCode()).as(ended.output()).isZero();
        assertThat(errors).isEmptyDirectory();
        return ended.output();
    }

    /** {@return how to run a command where it may mount} */
    private static List<String> unshare() throws IOException, InterruptedException {
        for (String flags : List.of("-m", "-rm")) {
            List<String> unshare = List.of("unshare", flags);
            try {
                String mount = "mount -t tmpfs none /tmp";
                if (ChildJvm.run(List.of("unshare", flags, "sh", "-c", mount)).exitCode() == 0) {
                    return unshare;
                }
            } catch (IOException e) {
                break; // there is no such program
            }
        }
        assumeThat(false)
                .as("unshare(1) with a mount(8) in it is refused here, as in a container without"
                        + " CAP_SYS_ADMIN: no small file system to fill")
                .isTrue();
        throw new AssertionError("not reached");
    }
}
