package io.furcula.shm;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Where this module's own kinds cannot work they say so, and plain files take their place. */
class LinuxTest {

    @Test
    void onOtherSystemsNothingIsLoaded() throws Exception {
        List<String> flags = List.of("-Dos.name=Other", "-verbose:class");
        ChildJvm.Ended ended = ChildJvm.run(ChildJvm.command(ListProvidersMain.class, flags));
        assertThat(ended.exitCode()).as(ended.output()).isZero();
        assertThat(ended.output())
                .contains("memfd: needs Linux on x86-64 or aarch64; this is Other on")
                .contains("shm: needs Linux")
                .contains("rebuilt [1, 2]")
                .doesNotContain("com.sun.jna.Native");
    }

    @Test
    void withoutJnaTheReasonIsTold() throws Exception {
        List<String> command =
                new ArrayList<>(ChildJvm.command(ListProvidersMain.class, List.of()));
        int classPath = command.indexOf("-cp") + 1;
        command.set(
                classPath,
                Arrays.stream(command.get(classPath).split(File.pathSeparator))
                        .filter(entry -> !new File(entry).getName().startsWith("jna"))
                        .collect(Collectors.joining(File.pathSeparator)));
        ChildJvm.Ended ended = ChildJvm.run(command);
        assertThat(ended.exitCode()).as(ended.output()).isZero();
        assertThat(ended.output())
                .contains("memfd: native calls through JNA do not work")
                .contains("com/sun/jna")
                .contains("rebuilt [1, 2]");
    }
}
