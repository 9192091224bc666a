package io.furcula.bench.message;

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
class QueueSuiteTest {

    @TempDir
    Path folder;

    @AfterEach
    void leavesNothing() throws Exception {
        Leftovers.assertNone();
    }

    @Test
    void allPeersSendAllTheirCases() throws Exception {
        Path json = folder.resolve("out.json");

        Run run = Run.of("queue", "--quick", "--peers", "--json", json.toString());

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out()).contains("queue: msg/s, more is better", "furcula vs");
        assertThat(run.out().lines())
                .allSatisfy(l -> assertThat(l.length()).isLessThanOrEqualTo(80));
        List<String> expected = new ArrayList<>();
        for (QueueCase queueCase : QueueCase.all()) {
            List<String> subjects = new ArrayList<>(List.of("furcula-queue"));
            if (queueCase == QueueCase.ONE_TO_ONE_RECORD) {
                subjects.add("furcula-queue-fory");
            }
            subjects.add("python3-queue");
            if (queueCase.id().matches("[14]p1c-(32B|1MiB)")) {
                subjects.addAll(List.of("agrona-m2o", "aeron-ipc"));
            }
            if (queueCase == QueueCase.FOUR_TO_ONE) {
                subjects.add("aeron-ipc-exclusive");
            }
            if (queueCase == QueueCase.ONE_TO_ONE) {
                subjects.add("c-pipe");
            }
            subjects.forEach(s -> expected.add(queueCase.id() + " " + s + " throughput msg/s"));
        }
        assertThat(ResultLines.of(json, "queue"))
                .containsExactlyElementsOf(ResultLines.expected(run, expected));
    }
}
