package io.furcula.shm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.furcula.SharedMemoryException;
import io.furcula.spi.Region;
import io.furcula.spi.Segment;
import io.furcula.spi.SegmentProvider;
import io.furcula.spi.SegmentRef;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What holds for a segment of any kind. */
class SegmentTest {

    private static final int PAGE = 4096;

    static String newId() {
        return UUID.randomUUID().toString().replace("-", "");
    }

    @ParameterizedTest
    @EnumSource
    void beginsWithZeros(Kind kind) {
        try (Segment segment = kind.provider().create(newId(), 3 * PAGE + 5)) {
            assertThat(segment.sizeBytes()).isEqualTo(3 * PAGE + 5);
            ByteBuffer bytes = segment.map(0, 3 * PAGE + 5).bytes();
            assertThat(bytes.mismatch(ByteBuffer.allocate(3 * PAGE + 5))).isEqualTo(-1);
        }
    }

    @ParameterizedTest
    @EnumSource
    void twoMappingsSeeOneAnother(Kind kind) {
        SegmentProvider provider = kind.provider();
        try (Segment creator = provider.create(newId(), 2 * PAGE);
                Segment attached = provider.attach(creator.ref())) {
            Region one = creator.map(PAGE, PAGE);
            Region other = attached.map(0, 2 * PAGE);
            one.bytes().putLong(8, 42);
            assertThat(other.bytes().getLong(PAGE + 8)).isEqualTo(42);
            other.bytes().putLong(PAGE + 8, 43);
            assertThat(one.bytes().getLong(8)).isEqualTo(43);
        }
    }

    @ParameterizedTest
    @EnumSource
    void privateMappingKeepsItsWritesToItself(Kind kind) {
        try (Segment segment = kind.provider().create(newId(), PAGE)) {
            ByteBuffer shared = segment.map(0, PAGE).bytes();
            ByteBuffer mine = segment.mapPrivate(0, PAGE);
            shared.putInt(0, 1);
            assertThat(mine.getInt(0)).isEqualTo(1);
            mine.putInt(0, 2);
            assertThat(shared.getInt(0)).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @EnumSource
    void growsForAllWhoHaveIt(Kind kind) {
        SegmentProvider provider = kind.provider();
        try (Segment creator = provider.create(newId(), PAGE);
                Segment attached = provider.attach(creator.ref())) {
            attached.grow(5 * PAGE);
            assertThat(creator.sizeBytes()).isEqualTo(5 * PAGE);
            creator.map(4 * PAGE, PAGE).bytes().put(PAGE - 1, (byte) 7);
            assertThat(attached.map(0, 5 * PAGE).bytes().get(5 * PAGE - 1)).isEqualTo((byte) 7);
            creator.grow(2 * PAGE);
            assertThat(creator.sizeBytes()).as("never smaller").isEqualTo(5 * PAGE);
        }
    }

    @ParameterizedTest
    @EnumSource
    void nothingBeyondTheEndIsMapped(Kind kind) {
        try (Segment segment = kind.provider().create(newId(), PAGE)) {
            assertThatThrownBy(() -> segment.map(0, PAGE + 1))
                    .isInstanceOf(IndexOutOfBoundsException.class);
            assertThatThrownBy(() -> segment.mapPrivate(PAGE, 1))
                    .isInstanceOf(IndexOutOfBoundsException.class);
            assertThat(segment.sizeBytes()).isEqualTo(PAGE);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"MEMFD", "SHM"})
    void anInterruptDoesNotMakeMemoryFail(Kind kind) {
        try (Segment segment = kind.provider().create(newId(), PAGE)) {
            Thread.currentThread().interrupt();
            segment.grow(2 * PAGE);
            segment.map(0, 2 * PAGE).bytes().putInt(0, 1);
            assertThat(Thread.interrupted()).as("still pending").isTrue();
            assertThat(segment.sizeBytes()).isEqualTo(2 * PAGE);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"MEMFD", "SHM"})
    void useAfterCloseIsAnExceptionAndMappingsStay(Kind kind) {
        Segment segment = kind.provider().create(newId(), PAGE);
        Region region = segment.map(0, PAGE);
        segment.close();
        segment.close();
        assertThatThrownBy(segment::sizeBytes).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> segment.map(0, PAGE)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> segment.grow(2 * PAGE)).isInstanceOf(IllegalStateException.class);
        region.bytes().putInt(0, 1);
        region.wake(0, 1);
    }

    @ParameterizedTest
    @EnumSource
    void attachingWhatIsGoneSaysSo(Kind kind) {
        SegmentProvider provider = kind.provider();
        SegmentRef ref;
        try (Segment segment = provider.create(newId(), PAGE)) {
            ref = segment.ref();
        }
        assertThatThrownBy(() -> provider.attach(ref))
                .isInstanceOf(SharedMemoryException.class)
                .hasMessageContaining("[FUR-302]")
                .hasMessageContaining("is gone")
                .hasMessageContaining("try:");
    }

    @ParameterizedTest
    @EnumSource
    void twoThousandSegmentsLeaveNothingOpen(Kind kind) throws Exception {
        SegmentProvider provider = kind.provider();
        provider.create(newId(), PAGE).close();
        long before = openFiles();
        for (int i = 0; i < 2_000; i++) {
            try (Segment segment = provider.create(newId(), PAGE)) {
                segment.map(0, 64);
                provider.attach(segment.ref()).close();
            }
        }
        assertThat(openFiles()).isBetween(before - 3, before + 3); // jars come and go by themselves
    }

    private static long openFiles() throws Exception {
        try (Stream<Path> files = Files.list(Path.of("/proc/self/fd"))) {
            return files.count();
        }
    }
}
