package io.furcula.bench.memory;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.furcula.bench.Run;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class MemorySuiteTest {

    @TempDir
    Path folder;

    @AfterEach
    void leavesNoProcess() {
        assertThat(ProcessHandle.current().children()).isEmpty();
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void allProcessesAreMeasuredAndThreadsAreLeftOut() throws Exception {
        Path json = folder.resolve("out.json");

        Run run = Run.of("memory", "--quick", "--peers", "--json", json.toString());

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.err())
                .contains("furcula-threading, one: left out: a child has no memory of its own");
        assertThat(run.out().lines())
                .allSatisfy(l -> assertThat(l.length()).isLessThanOrEqualTo(80));
        List<String> ofSpawn = new ArrayList<>();
        for (JsonNode r : new ObjectMapper().readTree(json.toFile()).path("results")) {
            assertThat(r.path("suite").asText()).isEqualTo("memory");
            assertThat(r.path("p50").asDouble()).isPositive();
            assertThat(r.path("samples").asInt())
                    .isEqualTo(r.path("params").path("children").asInt());
            if (r.path("subject").asText().equals("furcula-spawn")) {
                ofSpawn.add(String.join(
                        " ",
                        r.path("case").asText(),
                        r.path("metric").asText(),
                        r.path("unit").asText()));
            }
        }
        assertThat(ofSpawn)
                .containsExactly(
                        "one private_dirty KiB",
                        "one pss KiB",
                        "one-of-4 private_dirty KiB",
                        "one-of-4 pss KiB",
                        "one-of-20 private_dirty KiB",
                        "one-of-20 pss KiB");
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void threadsAloneGiveNoTable() {
        Run run = Run.of("memory", "--methods", "threading");

        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).doesNotContain("dirty");
        assertThat(run.err()).contains("a child has no memory of its own");
    }
}
