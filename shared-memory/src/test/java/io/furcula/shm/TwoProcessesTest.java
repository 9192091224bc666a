package io.furcula.shm;

import static org.assertj.core.api.Assertions.assertThat;

import io.furcula.internal.shared.Segments;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Two JVMs share memory of each kind: {@link OneProcessMain} and {@link OtherProcessMain}. */
class TwoProcessesTest {

    @ParameterizedTest
    @EnumSource
    void shareWhatIsSharedAndKeepWhatIsCopied(Kind kind) throws Exception {
        String flag = "-D" + Segments.PROVIDER_PROPERTY + "=" + kind.id();
        ChildJvm.Ended ended =
                ChildJvm.run(ChildJvm.command(OneProcessMain.class, List.of(flag), flag));
        assertThat(ended.exitCode()).as(ended.output()).isZero();
        assertThat(ended.output()).endsWith("as expected\n");
    }
}
