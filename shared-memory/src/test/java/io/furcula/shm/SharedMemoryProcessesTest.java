package io.furcula.shm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.furcula.Array;
import io.furcula.LargeLongArray;
import io.furcula.Named;
import io.furcula.ShareableList;
import io.furcula.SharedMemory;
import io.furcula.SharedMemoryException;
import io.furcula.SharedMemoryFullException;
import io.furcula.internal.shared.FileSegmentProvider;
import io.furcula.internal.shared.Segments;
import io.furcula.testkit.Deadline;
import io.furcula.testkit.LeakCheck;
import io.furcula.testkit.TestJvm;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Processes that were started by themselves find shared memory by its name. */
@ExtendWith({Deadline.class, LeakCheck.class})
class SharedMemoryProcessesTest {

    private static final long LARGE = (2L << 30) + 10_000;

    @TempDir
    Path directory;

    @BeforeEach
    void useAFolderOfOurOwn() {
        System.setProperty(FileSegmentProvider.DIRECTORY_PROPERTY, directory.toString());
    }

    @AfterEach
    void forgetIt() {
        System.clearProperty(FileSegmentProvider.DIRECTORY_PROPERTY);
    }

    private TestJvm start(Kind kind, String act, String name) {
        return TestJvm.start(
                SharedMemoryPeerMain.class,
                "-Xmx64m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "-D" + Segments.PROVIDER_PROPERTY + "=" + kind.id(),
                "-D" + FileSegmentProvider.DIRECTORY_PROPERTY + "=" + directory,
                act,
                name);
    }

    private List<String> files() {
        try (Stream<Path> found = Files.walk(directory)) {
            return found.filter(Files::isRegularFile)
                    .map(f -> directory.relativize(f).toString())
                    .filter(f -> f.contains("/") && !f.endsWith("/.lock"))
                    .toList();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @ParameterizedTest
    @EnumSource
    void oneWhoAttachesHasTheSameBytesAndDeletesNothing(Kind kind) throws Exception {
        kind.use(() -> {
            SharedMemory memory = SharedMemory.create("app/frame", 10_001);
            try (TestJvm other = start(kind, "write", "app/frame")) {
                assertThat(other.awaitLine("size ")).isEqualTo("10001");
                assertThat(other.awaitExit()).isZero();
            }
            assertThat(memory.buffer().get(10_000)).isEqualTo((byte) 77);
            memory.close();
            SharedMemory.attach("app/frame").close();
            memory.unlink();
            assertThat(files()).isEmpty();
        });
    }

    @ParameterizedTest
    @EnumSource
    void listIsSharedByItsName(Kind kind) throws Exception {
        kind.use(() -> {
            ShareableList list = ShareableList.of(List.of("long enough", 41));
            try (TestJvm other = start(Kind.FILE, "list", list.memory().name())) {
                assertThat(other.awaitLine("list ")).isEqualTo("[changed, 42]");
                assertThat(other.awaitExit()).isZero();
            }
            assertThat(list).containsExactly("changed", 42L);
            list.close();
            list.unlink();
            assertThat(files()).isEmpty();
        });
    }

    @Test
    void whatAKilledOwnerLeavesIsRemovedAndWhoHasItKeepsIt() throws Exception {
        try (TestJvm owner = start(Kind.SHM, "own", "frame")) {
            String list = owner.awaitLine("owns ");
            SharedMemory memory = SharedMemory.attach("frame");
            try (TestJvm other = start(Kind.SHM, "look", "frame")) {
                other.awaitLine("found 5");
                other.awaitExit();
            }
            owner.kill();
            owner.awaitExit();
            memory.buffer().put(99, (byte) 1);
            assertThat(memory.buffer().get(0)).isEqualTo((byte) 5);
            assertThatThrownBy(() -> ShareableList.attach(list))
                    .isInstanceOf(SharedMemoryException.class)
                    .hasMessageContaining("[FUR-332]");
            assertThat(files()).allMatch(file -> file.contains("=frame"));
            try (TestJvm other = start(Kind.FILE, "look", "frame")) {
                other.awaitLine("found nothing true");
                assertThat(other.awaitExit()).isZero();
            }
            assertThat(files()).isEmpty();
            memory.close();
        }
    }

    @Test
    void nextToOpenAnythingRemovesWhatAKilledOwnerLeaves() throws Exception {
        try (TestJvm owner = start(Kind.SHM, "own", "frame")) {
            owner.awaitLine("owns ");
            owner.kill();
            owner.awaitExit();
        }
        assertThat(files()).hasSize(4); // two blocks, and who held them
        Named.open("something").close();
        assertThat(files()).isEmpty();
    }

    @Test
    void ownerThatIsTerminatedUnlinksItself() throws Exception {
        try (TestJvm owner = start(Kind.SHM, "own", "frame")) {
            owner.awaitLine("owns ");
            owner.terminate();
            owner.awaitExit();
        }
        assertThat(files()).isEmpty();
    }

    @Test
    void moreThanThereIsIsRefusedAndLeavesNothing() {
        assertThatThrownBy(() -> SharedMemory.create("frame", 1L << 46))
                .isInstanceOf(SharedMemoryFullException.class);
        assertThat(files()).isEmpty();
    }

    private static void assumeRoomFor(long bytes) {
        File shm = new File("/dev/shm");
        assumeThat(shm.getUsableSpace()).as("room in " + shm).isGreaterThan(bytes);
        assumeThat(new MemoryBacking().freeBytes()).as("memory").isGreaterThan(2 * bytes);
    }

    @Test
    void largerThanABufferIsUsedInParts() {
        assumeRoomFor(LARGE);
        System.clearProperty(FileSegmentProvider.DIRECTORY_PROPERTY);
        SharedMemory memory = SharedMemory.create(LARGE);
        try (SharedMemory same = SharedMemory.attach(memory.name())) {
            assertThat(same.sizeBytes()).isEqualTo(LARGE);
            assertThatIllegalArgumentException().isThrownBy(memory::buffer);
            long seam = (2L << 30) - 4;
            memory.buffer(LARGE - 1, 1).put(0, (byte) 7);
            memory.buffer(seam, 8).putLong(0, 0x0102_0304_0506_0708L);
            assertThat(same.buffer(LARGE - 5000, 5000).get(4999)).isEqualTo((byte) 7);
            assertThat(same.buffer(seam, 8).getLong(0)).isEqualTo(0x0102_0304_0506_0708L);
            assertThat(same.buffer(3, 1 << 30).capacity()).isEqualTo(1 << 30);
            assertThatThrownBy(() -> memory.buffer(LARGE - 1, 2))
                    .isInstanceOf(IndexOutOfBoundsException.class);
        } finally {
            memory.close();
            memory.unlink();
        }
    }

    @Test
    void largeArrayHasALongIndex() {
        long length = LARGE / Long.BYTES;
        assumeRoomFor(LARGE);
        System.clearProperty(FileSegmentProvider.DIRECTORY_PROPERTY);
        try (LargeLongArray array = Array.ofLongs(length)) {
            long seam = (1L << 30) / Long.BYTES;
            array.copyFrom(2 * seam - 1, new long[] {5, 6});
            array.set(length - 1, 7);
            assertThat(array.get(2 * seam - 1)).isEqualTo(5);
            assertThat(array.get(2 * seam)).isEqualTo(6);
            assertThat(array.getAndAdd(length - 1, 1)).isEqualTo(7);
            assertThat(array.get(seam)).isZero();
            assertThat(array.length()).isEqualTo(length);
        }
    }
}
