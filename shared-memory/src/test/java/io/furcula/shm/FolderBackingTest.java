package io.furcula.shm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.furcula.SharedMemoryFullException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** A tmpfs has no more room than the memory that it is made of. */
class FolderBackingTest {

    private static final Path IN_MEMORY = Path.of("/dev/shm");

    /** A control group that has little left. */
    private static final Backing LITTLE = new Backing() {
        @Override
        public String where() {
            return "a small group";
        }

        @Override
        public long freeBytes() {
            return 10;
        }

        @Override
        public SharedMemoryFullException full(long askedBytes) {
            return new SharedMemoryFullException(where(), askedBytes, freeBytes(), "more");
        }
    };

    private static boolean isTmpfs(Path folder) throws IOException {
        return Files.isDirectory(folder) && Files.getFileStore(folder).type().equals("tmpfs");
    }

    @Test
    void memoryThatIsLeftCountsForATmpfs() throws Exception {
        assumeThat(isTmpfs(IN_MEMORY)).as("%s is a tmpfs", IN_MEMORY).isTrue();
        Path file = Files.createTempFile(IN_MEMORY, "furcula-test", "");
        try {
            Backing backing = new FolderBacking(file, LITTLE);
            assertThat(backing.freeBytes()).isEqualTo(10);
            assertThat(backing.full(11))
                    .hasMessageContaining("in a small group: 10 bytes are free");
        } finally {
            Files.delete(file);
        }
    }

    @Test
    void memoryThatIsLeftDoesNotCountForADisk() throws Exception {
        Path file = Files.createTempFile(Path.of("target"), "furcula-test", "");
        try {
            assumeThat(isTmpfs(file.getParent())).as("target is a tmpfs").isFalse();
            Backing backing = new FolderBacking(file, LITTLE);
            assertThat(backing.freeBytes()).isGreaterThan(10);
            assertThat(backing.full(Long.MAX_VALUE)).hasMessageContaining("in target: ");
        } finally {
            Files.delete(file);
        }
    }
}
