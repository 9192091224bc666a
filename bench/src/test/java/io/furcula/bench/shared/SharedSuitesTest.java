package io.furcula.bench.shared;

import static org.assertj.core.api.Assertions.assertThat;

import io.furcula.bench.Leftovers;
import io.furcula.bench.ResultLines;
import io.furcula.bench.Run;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class SharedSuitesTest {

    @TempDir
    Path folder;

    @AfterEach
    void leavesNothing() throws Exception {
        Leftovers.assertNone();
    }

    @Test
    void counterComparesWithC() throws Exception {
        Path json = folder.resolve("out.json");

        Run run = Run.of("counter", "--quick", "--peers", "--json", json.toString());

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(ResultLines.of(json, "counter"))
                .containsExactlyElementsOf(ResultLines.expected(
                        run,
                        List.of(
                                "1-process furcula-value throughput op/s",
                                "1-process c-atomic throughput op/s",
                                "2-process furcula-value throughput op/s",
                                "2-process c-atomic throughput op/s")));
    }

    @Test
    void lockComparesWithC() throws Exception {
        Path json = folder.resolve("out.json");

        Run run = Run.of("lock", "--quick", "--peers", "--json", json.toString());

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(ResultLines.of(json, "lock"))
                .containsExactlyElementsOf(ResultLines.expected(
                        run,
                        List.of(
                                "1-process furcula-lock throughput op/s",
                                "1-process c-mutex throughput op/s",
                                "1-process c-robust throughput op/s",
                                "2-process furcula-lock throughput op/s",
                                "2-process c-mutex throughput op/s",
                                "2-process c-robust throughput op/s")));
    }

    @Test
    void withoutPeersFurculaIsMeasuredAlone() throws Exception {
        Path json = folder.resolve("out.json");

        Run run = Run.of("lock", "--quick", "--methods", "spawn", "--json", json.toString());

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(ResultLines.of(json, "lock"))
                .containsExactly(
                        "1-process furcula-lock throughput op/s",
                        "2-process furcula-lock throughput op/s");
    }

    @Test
    void threadsAloneGiveNoTable() {
        Run run = Run.of("lock", "--methods", "threading");

        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).doesNotContain("op/s");
        assertThat(run.err()).contains("lock: left out: it is about processes");
    }
}
