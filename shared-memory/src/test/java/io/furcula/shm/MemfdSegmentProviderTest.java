package io.furcula.shm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.furcula.SharedMemoryException;
import io.furcula.SharedMemoryFullException;
import io.furcula.internal.shared.Segments;
import io.furcula.spi.Region;
import io.furcula.spi.Segment;
import io.furcula.spi.SegmentProvider;
import io.furcula.spi.SegmentRef;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class MemfdSegmentProviderTest {

    private static final int PAGE = 4096;

    private SegmentProvider provider;

    @BeforeEach
    void onlyWhereItWorks() {
        provider = Kind.MEMFD.provider();
    }

    @Test
    void isChosenFirst() {
        assertThat(Segments.providers()).extracting(SegmentProvider::id).startsWith("memfd", "shm");
    }

    @Test
    void isFoundAtAnotherDescriptorIfItsCreatorsIsGone() {
        try (Segment creator = provider.create(SegmentTest.newId(), PAGE);
                Segment second = provider.attach(creator.ref())) {
            creator.map(0, PAGE).bytes().putInt(0, 42);
            creator.close();
            try (Segment third = provider.attach(creator.ref())) {
                assertThat(third.map(0, PAGE).bytes().getInt(0)).isEqualTo(42);
            }
            assertThat(second.sizeBytes()).isEqualTo(PAGE);
        }
    }

    @Test
    void anotherFileUnderTheSameDescriptorIsNotTaken() {
        try (Segment segment = provider.create(SegmentTest.newId(), PAGE);
                Segment other = provider.create(SegmentTest.newId(), PAGE)) {
            SegmentRef mixed =
                    new SegmentRef("memfd", segment.ref().id(), other.ref().location());
            segment.map(0, PAGE).bytes().putInt(0, 42);
            try (Segment found = provider.attach(mixed)) {
                assertThat(found.map(0, PAGE).bytes().getInt(0)).isEqualTo(42);
            }
        }
    }

    @Test
    void aLocationThatIsNoneIsAnException() {
        SegmentRef broken = new SegmentRef("memfd", SegmentTest.newId(), "nowhere");
        assertThatThrownBy(() -> provider.attach(broken))
                .isInstanceOf(SharedMemoryException.class)
                .hasMessageContaining("[FUR-302]");
    }

    @Test
    void aSealedSegmentMapsPrivateAlone() throws Exception {
        try (Segment creator = provider.create(SegmentTest.newId(), 2 * PAGE)) {
            Region writer = creator.map(0, 2 * PAGE);
            writer.bytes().putInt(PAGE, 42);
            creator.seal();
            assertThat(seals(creator))
                    .isEqualTo(LibC.F_SEAL_SHRINK | LibC.F_SEAL_GROW | LibC.F_SEAL_FUTURE_WRITE);
            try (Segment attached = provider.attach(creator.ref())) {
                for (Segment segment : new Segment[] {creator, attached}) {
                    assertThatThrownBy(() -> segment.map(0, PAGE))
                            .isInstanceOf(SharedMemoryException.class)
                            .hasMessageContaining("[FUR-305]")
                            .hasMessageContaining("sealed");
                    assertThatThrownBy(() -> segment.grow(3 * PAGE))
                            .isInstanceOf(SharedMemoryException.class)
                            .hasMessageContaining("EPERM (1)");
                    ByteBuffer mine = segment.mapPrivate(0, 2 * PAGE);
                    assertThat(mine.getInt(PAGE)).isEqualTo(42);
                    mine.putInt(PAGE, 43);
                }
                assertThat(attached.mapPrivate(PAGE, PAGE).getInt(0)).isEqualTo(42);
            }
            byte[] bytes = new byte[1];
            assertThatThrownBy(() -> Files.write(Path.of(((PosixSegment) creator).path()), bytes))
                    .isInstanceOf(java.io.IOException.class);
            assertThat(writer.bytes().getInt(PAGE)).isEqualTo(42);
        }
    }

    @Test
    void aSegmentThatWasNeverMappedIsSealedForGood() {
        try (Segment segment = provider.create(SegmentTest.newId(), PAGE)) {
            segment.seal();
            assertThat(seals(segment))
                    .isEqualTo(LibC.F_SEAL_SHRINK | LibC.F_SEAL_GROW | LibC.F_SEAL_WRITE);
            segment.mapPrivate(0, PAGE).putInt(0, 1);
        }
    }

    @Test
    void moreThanThereIsIsRefusedBeforeAnythingIsTaken() {
        long asked = 1L << 50;
        assertThatExceptionOfType(SharedMemoryFullException.class)
                .isThrownBy(() -> provider.create(SegmentTest.newId(), asked))
                .withMessageContaining("[FUR-301]")
                .withMessageContaining("memfd")
                .satisfies(full -> {
                    assertThat(full.askedBytes()).isEqualTo(asked);
                    assertThat(full.freeBytes()).isPositive();
                });
        try (Segment segment = provider.create(SegmentTest.newId(), PAGE)) {
            assertThatThrownBy(() -> segment.grow(asked))
                    .isInstanceOf(SharedMemoryFullException.class);
            assertThat(segment.sizeBytes()).isEqualTo(PAGE);
        }
    }

    private static int seals(Segment segment) {
        int fd = LibC.open(LibC.path(((PosixSegment) segment).path()), LibC.O_RDWR, 0);
        try {
            return LibC.fcntl(fd, LibC.F_GET_SEALS, 0);
        } finally {
            LibC.close(fd);
        }
    }
}
