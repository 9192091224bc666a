package io.furcula.internal.shared;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.furcula.SharedMemoryException;
import io.furcula.spi.Region;
import io.furcula.spi.Segment;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileSegmentProviderTest {

    private static final String ID = "0123456789abcdef0123456789abcdef";

    @TempDir
    Path folder;

    @BeforeEach
    void useFolder() {
        System.setProperty(FileSegmentProvider.DIRECTORY_PROPERTY, folder.toString());
    }

    @AfterEach
    void useDefault() {
        System.clearProperty(FileSegmentProvider.DIRECTORY_PROPERTY);
    }

    @Test
    void segmentIsSharedPrivateGrownAndGone() throws Exception {
        FileSegmentProvider provider = new FileSegmentProvider();
        try (Segment segment = provider.create(ID, 8192);
                Segment same = provider.attach(segment.ref())) {
            Path file = Path.of(segment.ref().location());
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                    .isEqualTo("rw-------");
            Region one = segment.map(0, 8192);
            Region two = same.map(4096, 4096);
            one.bytes().put(4096, (byte) 7);
            assertThat(two.bytes().get(0)).isEqualTo((byte) 7);
            ByteBuffer own = same.mapPrivate(0, 8192);
            own.put(4096, (byte) 8);
            assertThat(one.bytes().get(4096)).isEqualTo((byte) 7);
            segment.grow(100_000);
            assertThat(same.sizeBytes()).isEqualTo(100_000);
            assertThatThrownBy(() -> same.map(98_304, 4096))
                    .isInstanceOf(IndexOutOfBoundsException.class);
        }
        try (Stream<Path> left = Files.list(folder)) {
            assertThat(left).isEmpty();
        }
    }

    @Test
    void segmentOfAClosedCreatorIsGone() {
        FileSegmentProvider provider = new FileSegmentProvider();
        Segment segment = provider.create(ID, 100);
        segment.close();
        assertThatThrownBy(() -> provider.attach(segment.ref()))
                .isInstanceOf(SharedMemoryException.class)
                .hasMessageContaining("is gone")
                .hasMessageContaining("FUR-302");
    }

    @Test
    void filesOfDeadProcessesAreSweptAndOthersKept() throws Exception {
        java.lang.Process dead = new ProcessBuilder("true").start();
        dead.waitFor();
        String namespace = ProcessTag.own().replaceAll("\\..*", "");
        String deadOwner = Long.toHexString(dead.pid() << 40 | 1 << 18);
        Path left = Files.createFile(
                folder.resolve("furcula-" + namespace + "." + deadOwner + "-" + ID));
        Path alive = Files.createFile(folder.resolve("furcula-" + ProcessTag.own() + "-other"));
        Path elsewhere = Files.createFile(folder.resolve("furcula-1." + deadOwner + "-" + ID));
        Path foreign = Files.createFile(folder.resolve("furcula-notes-x"));
        new FileSegmentProvider().create(ID, 10).close();
        assertThat(left).doesNotExist();
        assertThat(alive).exists();
        assertThat(elsewhere).exists(); // another pid namespace's
        assertThat(foreign).exists();
    }

    @Test
    void interruptDoesNotMakeMemoryFail() {
        FileSegmentProvider provider = new FileSegmentProvider();
        try (Segment segment = provider.create(ID, 4096)) {
            Thread.currentThread().interrupt();
            segment.grow(8192);
            assertThat(segment.map(4096, 4096).bytes().get(0)).isZero();
            assertThat(Thread.interrupted()).isTrue();
            assertThat(segment.sizeBytes()).isEqualTo(8192);
        }
    }

    @Test
    void folderThatCannotBeWrittenIsNamed() {
        System.setProperty(
                FileSegmentProvider.DIRECTORY_PROPERTY, folder.resolve("none").toString());
        FileSegmentProvider provider = new FileSegmentProvider();
        assertThat(provider.availability().available()).isFalse();
        assertThat(provider.availability().reason()).contains("none");
        assertThatThrownBy(() -> provider.create(ID, 10))
                .isInstanceOf(SharedMemoryException.class)
                .hasMessageContaining("FUR-305");
    }
}
