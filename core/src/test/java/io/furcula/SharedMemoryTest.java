package io.furcula;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.furcula.internal.codec.Codec;
import io.furcula.internal.shared.FileSegmentProvider;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Blocks of shared memory and scopes, as one process sees them. */
@Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SharedMemoryTest {

    private static final String DIRECTORY = FileSegmentProvider.DIRECTORY_PROPERTY;

    @TempDir
    Path directory;

    @BeforeEach
    void useAFolderOfOurOwn() {
        System.setProperty(DIRECTORY, directory.toString());
    }

    @AfterEach
    void forgetIt() {
        System.clearProperty(DIRECTORY);
    }

    /** {@return the files of all blocks and those who hold them} */
    private List<Path> files() throws IOException {
        try (Stream<Path> found = Files.walk(directory)) {
            return found.filter(f -> Files.isRegularFile(f) && !f.endsWith(".lock"))
                    .toList();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 4096, 100_001})
    void isAsLargeAsWasAskedForAndZero(int size) {
        SharedMemory memory = SharedMemory.create(size);
        try (SharedMemory attached = SharedMemory.attach(memory.name())) {
            assertThat(memory.sizeBytes()).isEqualTo(size);
            assertThat(attached.sizeBytes()).isEqualTo(size);
            ByteBuffer buffer = attached.buffer();
            assertThat(buffer.capacity()).isEqualTo(size);
            assertThat(buffer.order()).isEqualTo(ByteOrder.nativeOrder());
            for (int i = 0; i < size; i++) {
                assertThat(buffer.get(i)).isZero();
            }
            memory.buffer().put(size - 1, (byte) 5);
            assertThat(buffer.get(size - 1)).isEqualTo((byte) 5);
            assertThat(attached.buffer(size - 1, 1).get()).isEqualTo((byte) 5);
            assertThatThrownBy(() -> attached.buffer(size, 1))
                    .isInstanceOf(IndexOutOfBoundsException.class);
            assertThatThrownBy(() -> attached.buffer(-1, 1))
                    .isInstanceOf(IndexOutOfBoundsException.class);
            assertThat(attached.buffer(size, 0).capacity()).isZero();
        } finally {
            memory.close();
            memory.unlink();
        }
    }

    @Test
    void hasAtLeastOneByteAndAnAllowedName() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SharedMemory.create(0))
                .withMessageContaining("at least one byte");
        assertThatIllegalArgumentException().isThrownBy(() -> SharedMemory.create("x", -1));
        assertThatIllegalArgumentException().isThrownBy(() -> SharedMemory.create("a b", 1));
        assertThatIllegalArgumentException().isThrownBy(() -> SharedMemory.attach("../x"));
        assertThatThrownBy(() -> SharedMemory.create(Long.MAX_VALUE))
                .isInstanceOf(ArithmeticException.class);
    }

    @Test
    void closeAndUnlinkAreTwoThings() throws Exception {
        SharedMemory memory = SharedMemory.create("app/frame", 100);
        SharedMemory early = SharedMemory.attach("app/frame");
        memory.close();
        memory.close();
        try (SharedMemory late = SharedMemory.attach("app/frame")) {
            assertThat(late.isOwner()).isFalse();
            memory.unlink();
            late.buffer().put(0, (byte) 1);
            assertThat(early.buffer().get(0)).isEqualTo((byte) 1);
        }
        early.close();
        assertThat(files()).isEmpty();
        SharedMemory other = SharedMemory.create("app/frame", 5);
        other.unlink();
        other.buffer().put(4, (byte) 1); // still usable by its owner
        other.close();
        assertThat(files()).isEmpty();
    }

    @Test
    void nameIsTakenUntilItIsUnlinked() throws Exception {
        SharedMemory memory = SharedMemory.create("frame", 100);
        assertThatThrownBy(() -> SharedMemory.create("frame", 100))
                .isInstanceOf(SharedMemoryException.class)
                .hasMessageContaining("[FUR-331]");
        try (Named group = Named.open("frame")) { // another kind of name
            assertThat(group.longValue("memory", 3).get()).isEqualTo(3);
        }
        memory.unlink();
        memory.close();
        assertThatThrownBy(() -> SharedMemory.attach("frame"))
                .isInstanceOf(SharedMemoryException.class)
                .hasMessageContaining("'frame'")
                .hasMessageContaining("[FUR-332]");
        assertThat(files()).isEmpty();
    }

    @Test
    void attacherNeverDeletes() throws Exception {
        SharedMemory memory = SharedMemory.create("frame", 100);
        SharedMemory attached = SharedMemory.attach("frame");
        assertThatIllegalStateException()
                .isThrownBy(attached::unlink)
                .withMessageContaining("[FUR-333]");
        attached.close();
        assertThatIllegalStateException().isThrownBy(attached::unlink);
        SharedMemory.attach("frame").close();
        memory.unlink();
        assertThatIllegalStateException()
                .isThrownBy(memory::unlink)
                .withMessageContaining("[FUR-334]");
        memory.close();
        assertThat(files()).isEmpty();
    }

    @Test
    void useAfterCloseIsAnExceptionAndNeverACrash() {
        SharedMemory memory = SharedMemory.create(100);
        ByteBuffer before = memory.buffer();
        memory.close();
        memory.unlink();
        System.gc();
        before.put(99, (byte) 1);
        assertThat(before.get(99)).isEqualTo((byte) 1);
        assertThatIllegalStateException()
                .isThrownBy(memory::buffer)
                .withMessageContaining("[FUR-335]");
        assertThatIllegalStateException().isThrownBy(() -> memory.buffer(0, 1));
        assertThatThrownBy(() -> sent(memory)).hasStackTraceContaining("[FUR-335]");
        assertThat(memory).hasToString("SharedMemory[" + memory.name() + ", 100 bytes, closed]");
    }

    @Test
    void isSentAsAHandle() throws Exception {
        SharedMemory memory = SharedMemory.create(100);
        SharedMemory received = sent(memory);
        assertThat(received.name()).isEqualTo(memory.name());
        assertThat(received.isOwner()).isFalse();
        memory.buffer().put(3, (byte) 9);
        memory.close();
        memory.unlink();
        assertThat(received.buffer().get(3)).isEqualTo((byte) 9);
        received.close();
        assertThat(files()).isEmpty();
    }

    @Test
    void isItsOwnersAlone() throws Exception {
        assumeThat(directory.getFileSystem().supportedFileAttributeViews()).contains("posix");
        SharedMemory memory = SharedMemory.create("frame", 10);
        for (Path file : files()) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                    .isEqualTo("rw-------");
        }
        memory.close();
        memory.unlink();
    }

    @Test
    void noRoomIsAnExceptionAndLeavesNothing() throws Exception {
        assertThatThrownBy(() -> SharedMemory.create("frame", 1L << 46))
                .isInstanceOf(SharedMemoryFullException.class)
                .hasMessageContaining("bytes are free");
        assertThat(files()).isEmpty();
    }

    @Test
    void scopeFreesAllThatWasMadeInIt() throws Exception {
        SharedMemory memory;
        SharedMemory earlier;
        ShareableList list;
        SharedMemory attached;
        try (SharedMemoryScope scope = SharedMemoryScope.open()) {
            memory = scope.memory(100);
            list = scope.list(List.of(1, "x"));
            earlier = scope.memory(1);
            earlier.close();
            earlier.unlink();
            String gone = earlier.name();
            assertThatThrownBy(() -> SharedMemory.attach(gone)).hasMessageContaining("[FUR-332]");
            attached = SharedMemory.attach(memory.name());
            memory.buffer().put(0, (byte) 7);
            try (SharedMemoryScope inChild = sent(scope)) {
                memory = inChild.memory(3);
                assertThat(memory.isOwner()).isTrue();
            }
            assertThatIllegalStateException().isThrownBy(memory::buffer);
            SharedMemory.attach(memory.name())
                    .close(); // it is there until its owner closes the scope
        }
        assertThat(attached.buffer().get(0)).isEqualTo((byte) 7);
        attached.close();
        assertThatIllegalStateException().isThrownBy(() -> list.get(0));
        assertThatIllegalStateException()
                .isThrownBy(list::unlink)
                .withMessageContaining("[FUR-334]");
        assertThat(files()).isEmpty();
    }

    @Test
    void closedScopeMakesNothing() throws Exception {
        SharedMemoryScope scope = SharedMemoryScope.open();
        SharedMemoryScope inChild = sent(scope);
        scope.close();
        scope.close();
        assertThatIllegalStateException()
                .isThrownBy(() -> scope.memory(1))
                .withMessageContaining("[FUR-338]");
        assertThatIllegalStateException()
                .isThrownBy(() -> inChild.memory(1))
                .withMessageContaining("[FUR-338]");
        assertThat(scope.toString()).endsWith(", closed]");
        assertThat(files()).isEmpty();
    }

    @SuppressWarnings("unchecked")
    private static <T> T sent(T object) {
        return (T) Codec.fromBytes(Codec.toBytes(object, "object"));
    }
}
