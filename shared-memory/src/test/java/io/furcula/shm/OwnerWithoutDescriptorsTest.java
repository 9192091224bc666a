package io.furcula.shm;

import static org.assertj.core.api.Assertions.assertThat;

import io.furcula.internal.shared.OwnerWord;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Who has no descriptor left takes nothing from the living. */
class OwnerWithoutDescriptorsTest {

    @Test
    void livingOwnerIsNotTakenForDead() throws Exception {
        List<String> command =
                new ArrayList<>(List.of("sh", "-c", "ulimit -n 64 && exec \"$@\"", "sh"));
        command.addAll(ChildJvm.command(
                NoDescriptorsMain.class,
                List.of(),
                String.valueOf(OwnerWord.self()),
                String.valueOf(0xffffffL << 40)));
        assertThat(ChildJvm.run(command))
                .isEqualTo(new ChildJvm.Ended(
                        0, "right before true, right without descriptors true\n"));
    }
}
