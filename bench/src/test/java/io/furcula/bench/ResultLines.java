package io.furcula.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** The results of a run, each as {@code CASE SUBJECT METRIC UNIT}. */
public final class ResultLines {

    private static final Pattern VERSION = Pattern.compile("python3\\.\\d+");

    private ResultLines() {}

    /** {@return those that a file has, which are all of one suite} Python is told without its version. */
    public static List<String> of(Path json, String suite) throws IOException {
        List<String> lines = new ArrayList<>();
        for (JsonNode r : new ObjectMapper().readTree(json.toFile()).path("results")) {
            assertThat(r.path("suite").asText()).isEqualTo(suite);
            assertThat(r.path("p50").asDouble()).isNotNegative(); // 0 where all else is busy
            assertThat(r.path("samples").asInt()).isPositive();
            lines.add(String.join(
                    " ",
                    r.path("case").asText(),
                    VERSION.matcher(r.path("subject").asText()).replaceFirst("python3"),
                    r.path("metric").asText(),
                    r.path("unit").asText()));
        }
        return lines;
    }

    /**
     * {@return those that there must be}
     *
     * @param run says whether there is no Python, and no C compiler, on this machine
     * @param all with both
     */
    public static List<String> expected(Run run, List<String> all) {
        boolean noPython = run.err().contains("no python3 on the PATH");
        boolean noC = run.err().contains("no C compiler");
        return all.stream()
                .filter(l -> !(noPython && l.contains(" python3-")) && !(noC && l.contains(" c-")))
                .toList();
    }
}
