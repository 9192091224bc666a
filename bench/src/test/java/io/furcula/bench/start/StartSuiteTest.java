package io.furcula.bench.start;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.furcula.StartMethods;
import io.furcula.bench.MemoryRollup;
import io.furcula.bench.NeverStartMethod;
import io.furcula.bench.Run;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(240)
class StartSuiteTest {

    @TempDir
    Path folder;

    @AfterEach
    void leavesNoProcess() {
        assertThat(ProcessHandle.current().children()).isEmpty();
    }

    @Test
    void allMethodsAndPythonStartChildrenFromAllParents() throws Exception {
        Path json = folder.resolve("out.json");

        Run run = Run.of("start", "--quick", "--peers", "--json", json.toString());

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out().lines())
                .allSatisfy(l -> assertThat(l.length()).isLessThanOrEqualTo(80));
        assertThat(run.err())
                .contains("'" + NeverStartMethod.ID + "' is left out: " + NeverStartMethod.REASON);
        List<JsonNode> results = list(new ObjectMapper().readTree(json.toFile()).path("results"));
        assertThat(results).allSatisfy(r -> {
            assertThat(r.path("suite").asText()).isEqualTo("start");
            assertThat(r.path("p50").asDouble()).isNotNegative();
            assertThat(r.path("params").path("rounds").asInt()).isEqualTo(3);
            assertThat(r.path("params").path("jvm").asText()).contains("-Xmx");
        });
        List<StartCase> cases =
                Arrays.stream(StartCase.values()).filter(StartCase::isPossible).toList();
        for (String method : StartMethods.available()) {
            for (StartCase startCase : cases) {
                String measured = "furcula-" + method + " " + startCase.id();
                if (startCase == StartCase.FIRST_HOT_CALL) {
                    assertThat(measured(results))
                            .contains(measured + " first_call us", measured + " hot_call us");
                } else {
                    assertThat(measured(results))
                            .contains(measured + " start_to_join us", measured + " first_start us");
                }
            }
        }
        if (MemoryRollup.isKnown()) {
            assertThat(residentMib(results, StartCase.PARENT_1GIB))
                    .isNotEmpty()
                    .allSatisfy(mib -> assertThat(mib).isGreaterThan(1024));
        }
    }

    private static List<String> measured(List<JsonNode> results) {
        return results.stream()
                .map(r -> String.join(
                        " ",
                        r.path("subject").asText(),
                        r.path("case").asText(),
                        r.path("metric").asText(),
                        r.path("unit").asText()))
                .toList();
    }

    private static List<Double> residentMib(List<JsonNode> results, StartCase startCase) {
        return results.stream()
                .filter(r -> r.path("case").asText().equals(startCase.id())
                        && r.path("metric").asText().equals("parent_resident"))
                .map(r -> r.path("p50").asDouble())
                .toList();
    }

    private static List<JsonNode> list(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false).toList();
    }
}
