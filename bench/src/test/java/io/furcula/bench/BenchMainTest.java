package io.furcula.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.furcula.StartMethods;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class BenchMainTest {

    @Test
    void anUnknownSuiteListsThoseThereAre() {
        Run run = Run.of("nonsense");

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains("There is no suite 'nonsense'.", "  memory  ", "  pool  ");
    }

    @Test
    void anUnknownOptionShowsTheUsage() {
        Run run = Run.of("jobs", "--nonsense");

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains("--nonsense", "Usage: bench/run", "--methods");
    }

    @Test
    void noSuiteShowsTheUsage() {
        Run run = Run.of();

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains("SUITE", "Usage: bench/run");
    }

    @Test
    void helpIsReadableInATerminal() {
        Run run = Run.of("--help");

        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).contains("--quick", "  jobs  ");
        assertThat(run.out().lines())
                .allSatisfy(l -> assertThat(l.length()).isLessThanOrEqualTo(80));
    }

    @Test
    void anUnknownMethodListsThoseThereAre() {
        Run run = Run.of("jobs", "--methods", "nonsense");

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains("'nonsense'").contains(StartMethods.available());
    }

    @Test
    void aMethodThatCannotBeUsedIsToldWithItsReason() {
        Run run = Run.of("jobs", "--methods", NeverStartMethod.ID);

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err())
                .contains("'never' is left out: " + NeverStartMethod.REASON, "No start method");
    }

    @Test
    void aFileThatCannotBeWrittenIsRefusedBeforeTheRun(@TempDir Path folder) {
        Run run = Run.of("jobs", "--json", folder.resolve("missing/out.json").toString());

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains("out.json cannot be written");
    }
}
