package io.furcula.bench.message;

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
class LatencySuiteTest {

    @TempDir
    Path folder;

    @AfterEach
    void leavesNothing() throws Exception {
        Leftovers.assertNone();
    }

    @Test
    void allPeersAnswerAsleepAndSpinning() throws Exception {
        Path json = folder.resolve("out.json");

        Run run = Run.of("latency", "--quick", "--peers", "--json", json.toString());

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out()).contains("latency: us, less is better", "p99");
        assertThat(ResultLines.of(json, "latency"))
                .containsExactlyElementsOf(ResultLines.expected(
                        run,
                        List.of(
                                "blocking furcula-queue round_trip us",
                                "blocking python3-queue round_trip us",
                                "blocking aeron-ipc round_trip us",
                                "blocking c-pipe round_trip us",
                                "blocking c-futex round_trip us",
                                "spinning furcula-queue round_trip us",
                                "spinning agrona-m2o round_trip us",
                                "spinning aeron-ipc round_trip us")));
    }
}
