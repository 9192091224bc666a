package io.furcula.shm;

import static org.assertj.core.api.Assertions.assertThat;

import io.furcula.spi.SegmentProvider;
import java.io.File;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

/** The same on the module path; the other tests run on the class path. */
class ModulePathTest {

    @Test
    void providersAreFoundAndWork() throws Exception {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        String modules = String.join(
                File.pathSeparator,
                home(Cow.class),
                home(SegmentProvider.class),
                home(com.sun.jna.Native.class),
                home(NullMarked.class));
        ChildJvm.Ended ended = ChildJvm.run(List.of(
                java,
                "-p",
                modules,
                "--patch-module",
                "io.furcula.shm=" + home(ListProvidersMain.class),
                "-m",
                "io.furcula.shm/" + ListProvidersMain.class.getName()));
        assertThat(ended.exitCode()).as(ended.output()).isZero();
        assertThat(ended.output())
                .contains("module io.furcula.shm")
                .contains("memfd: memfd_create works")
                .contains("rebuilt [1, 2]");
    }

    private static String home(Class<?> type) throws Exception {
        return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI())
                .toString();
    }
}
