package io.furcula;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class ExitStatusTest {

    @Test
    void signalsHaveTheirNames() {
        assertThat(ExitStatus.killedBy(9)).hasToString("SIGKILL, exit code 137");
        assertThat(ExitStatus.killedBy(15).signal()).contains("SIGTERM");
        assertThat(ExitStatus.killedBy(34).signal()).contains("signal 34");
        assertThat(new ExitStatus(3, 0)).hasToString("exit code 3");
        assertThat(ExitStatus.SUCCESS.isSuccess()).isTrue();
        assertThat(ExitStatus.killedBy(9).isSuccess()).isFalse();
        assertThatThrownBy(() -> ExitStatus.killedBy(0))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void heapSizesAreChecked() {
        Process.Builder builder = Process.builder(() -> {});
        assertThat(builder.maxHeap("256m").maxHeap("1G").maxHeap("1048576")).isSameAs(builder);
        for (String wrong : new String[] {"", "m", "-1m", "1x", "99999999999999g"}) {
            assertThatThrownBy(() -> builder.maxHeap(wrong))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("\"" + wrong + "\"");
        }
    }

    @Test
    void startMethodThatIsMissingIsNamedWithItsArtifact() {
        assertThatThrownBy(() -> Context.of("spawn"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("found:  none")
                .hasMessageContaining("io.furcula:furcula-spi-spawn");
        assertThatThrownBy(StartMethods::get).hasMessageContaining("FUR-105");
    }
}
