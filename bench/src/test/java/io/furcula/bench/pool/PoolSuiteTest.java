package io.furcula.bench.pool;

import static org.assertj.core.api.Assertions.assertThat;

import io.furcula.bench.Leftovers;
import io.furcula.bench.ResultLines;
import io.furcula.bench.Run;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(240)
class PoolSuiteTest {

    @TempDir
    Path folder;

    @AfterEach
    void leavesNothing() throws Exception {
        Leftovers.assertNone();
    }

    @Test
    void poolsOfThreadsAndOfPythonDoAllTasks() throws Exception {
        Path json = folder.resolve("out.json");

        Run run = Run.of(
                "pool", "--quick", "--peers", "--methods", "threading", "--json", json.toString());

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out()).contains("pool: task/s, more is better", "pool: ms, less is better");
        assertThat(run.out().lines())
                .allSatisfy(l -> assertThat(l.length()).isLessThanOrEqualTo(80));
        List<String> expected = new ArrayList<>();
        for (String subject : List.of("furcula-threading", "python3-pool")) {
            expected.add("chunk-1 " + subject + " throughput task/s");
            expected.add("chunk-default " + subject + " throughput task/s");
            expected.add("first-result " + subject + " first_result ms");
        }
        assertThat(ResultLines.of(json, "pool").stream().filter(l -> !l.contains(" mpire ")))
                .containsExactlyInAnyOrderElementsOf(ResultLines.expected(run, expected));
    }
}
