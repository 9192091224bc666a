package io.furcula.shm;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MemoryBackingTest {

    private static final long MIB = 1 << 20;

    @TempDir
    private Path folder;

    private MemoryBacking backing;

    @BeforeEach
    void machineWithSixGiBLeft() throws IOException {
        write(
                "proc/meminfo",
                "MemTotal: 8388608 kB\nMemAvailable:  5242880 kB\nSwapFree: 1048576 kB\n");
        backing = new MemoryBacking(folder.resolve("proc"), folder.resolve("groups"));
    }

    private void write(String file, String text) throws IOException {
        Path path = folder.resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, text);
    }

    @Test
    void isWhatTheMachineHasLeft() {
        assertThat(backing.freeBytes()).isEqualTo(6L << 30);
    }

    @Test
    void isWhatTheTightestGroupHasLeft() throws IOException {
        write("proc/self/cgroup", "0::/pod/container\n");
        write("groups/pod/memory.max", (100 * MIB) + "\n");
        write("groups/pod/memory.current", (90 * MIB) + "\n");
        write("groups/pod/memory.stat", "anon 5\ninactive_file " + (5 * MIB) + "\n");
        write("groups/pod/container/memory.max", "max\n");
        write("groups/pod/container/memory.current", (80 * MIB) + "\n");
        assertThat(backing.freeBytes()).isEqualTo(15 * MIB);
    }

    @Test
    void knowsTheOlderGroupsToo() throws IOException {
        write("proc/self/cgroup", "5:cpu:/x\n4:memory:/container\n0::/\n");
        write("groups/memory/memory.limit_in_bytes", "9223372036854771712\n"); // no limit
        write("groups/memory/memory.usage_in_bytes", "1\n");
        write("groups/memory/container/memory.limit_in_bytes", (64 * MIB) + "\n");
        write("groups/memory/container/memory.usage_in_bytes", (70 * MIB) + "\n");
        assertThat(backing.freeBytes()).isZero();
        assertThat(backing.full(MIB))
                .hasMessageContaining("[FUR-301]")
                .hasMessageContaining("0 bytes are free")
                .hasMessageContaining("-Dfurcula.segments=file");
    }

    @Test
    void whatNobodyTellsIsNoLimit() {
        Path nowhere = folder.resolve("nowhere");
        MemoryBacking unknown = new MemoryBacking(nowhere, nowhere);
        assertThat(unknown.freeBytes()).isEqualTo(Long.MAX_VALUE);
        assertThat(unknown.full(1).freeBytes()).isEqualTo(-1);
    }
}
