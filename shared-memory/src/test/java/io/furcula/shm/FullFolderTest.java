package io.furcula.shm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.furcula.internal.shared.FileSegmentProvider;
import io.furcula.internal.shared.Segments;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A file system that fills up is an exception, never a fault; nothing is left in it. */
class FullFolderTest {

    @ParameterizedTest
    @EnumSource(names = {"SHM", "FILE"})
    void isAnExceptionAndNotAFault(Kind kind, @TempDir Path folder) throws Exception {
        List<String> flags = List.of(
                "-D" + Segments.PROVIDER_PROPERTY + "=" + kind.id(),
                "-D" + FileSegmentProvider.DIRECTORY_PROPERTY + "=" + folder);
        List<String> command = new ArrayList<>(unshare());
        command.addAll(List.of(
                "sh",
                "-c",
                "mount -t tmpfs -o size=1m,mode=0700 none \"$0\" && exec \"$@\"",
                folder.toString()));
        command.addAll(ChildJvm.command(FillFolderMain.class, flags, folder.toString()));

        ChildJvm.Ended ended = ChildJvm.run(command);

        assertThat(ended.exitCode()).as(ended.output()).isZero();
        assertThat(ended.output())
                .contains("created 2 segments, then asked=409600")
                .contains("growing: asked=1048576")
                .contains("[FUR-301]")
                .contains("in " + folder)
                .contains("all bytes were written")
                .contains("left in the folder: []");
    }

    /** {@return how to run a command where it may mount} */
    private static List<String> unshare() throws IOException, InterruptedException {
        for (String flags : List.of("-m", "-rm")) {
            List<String> unshare = List.of("unshare", flags);
            try {
                if (ChildJvm.run(List.of("unshare", flags, "true")).exitCode() == 0) {
                    return unshare;
                }
            } catch (IOException e) {
                break; // there is no such program
            }
        }
        assumeThat(false)
                .as("unshare(1) is refused here: no small file system to fill")
                .isTrue();
        throw new AssertionError("not reached");
    }
}
