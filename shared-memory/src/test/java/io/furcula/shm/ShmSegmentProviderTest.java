package io.furcula.shm;

import static org.assertj.core.api.Assertions.assertThat;

import io.furcula.internal.shared.FileSegmentProvider;
import io.furcula.internal.shared.OwnerWord;
import io.furcula.internal.shared.ProcessTag;
import io.furcula.internal.shared.Segments;
import io.furcula.spi.Segment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ShmSegmentProviderTest {

    @Test
    void itsFilesAreTheirOwnersAlone() throws Exception {
        try (Segment segment = Kind.SHM.provider().create(SegmentTest.newId(), 1)) {
            Path file = Path.of(segment.ref().location());
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                    .isEqualTo("rw-------");
            segment.close();
            assertThat(file).doesNotExist();
        }
    }

    @Test
    void removesWhatKilledCreatorsHaveLeftAndNothingElse(@TempDir Path folder) throws Exception {
        long otherStartTime = OwnerWord.self() ^ 1L << 18;
        String namespace = ProcessTag.own().replaceAll("\\..*", "");
        String dead = "furcula-" + namespace + "." + Long.toHexString(otherStartTime) + "-"
                + SegmentTest.newId();
        String alive = "furcula-" + ProcessTag.own() + "-" + SegmentTest.newId();
        for (String name : List.of(dead, alive, "furcula-else-x", "else")) {
            Files.createFile(folder.resolve(name));
        }
        String kind = "-D" + Segments.PROVIDER_PROPERTY + "=" + Kind.SHM.id();
        String where = "-D" + FileSegmentProvider.DIRECTORY_PROPERTY + "=" + folder;

        ChildJvm.Ended ended = ChildJvm.run(
                ChildJvm.command(OneProcessMain.class, List.of(kind, where), kind, where));

        assertThat(ended.exitCode()).as(ended.output()).isZero();
        try (Stream<Path> left = Files.list(folder)) {
            assertThat(left.map(p -> p.getFileName().toString()))
                    .containsExactlyInAnyOrder(alive, "furcula-else-x", "else");
        }
    }
}
