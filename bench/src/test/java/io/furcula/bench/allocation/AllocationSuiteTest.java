package io.furcula.bench.allocation;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.furcula.bench.Leftovers;
import io.furcula.bench.ResultLines;
import io.furcula.bench.Run;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class AllocationSuiteTest {

    @TempDir
    Path folder;

    @AfterEach
    void leavesNothing() throws Exception {
        Leftovers.assertNone();
    }

    @Test
    void aMessageThatIsTakenIsAmongWhatIsCounted() throws Exception {
        Path json = folder.resolve("out.json");

        Run run = Run.of("allocation", "--quick", "--json", json.toString());

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(ResultLines.of(json, "allocation"))
                .containsExactly(
                        "put-take-32B furcula-queue alloc B/op",
                        "copy-32B furcula-queue alloc B/op",
                        "buffer-32B furcula-queue alloc B/op",
                        "lent-32B furcula-queue alloc B/op",
                        "put-take-1MiB furcula-queue alloc B/op",
                        "put-take-int furcula-queue alloc B/op",
                        "put-take-string furcula-queue alloc B/op");
        for (JsonNode result : new ObjectMapper().readTree(json.toFile()).path("results")) {
            if (result.path("case").asText().equals("put-take-1MiB")) {
                assertThat(result.path("p50").asDouble()).isGreaterThan(1 << 20);
            }
        }
    }
}
