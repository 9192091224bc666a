package io.furcula.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ResultTest {

    @Test
    void theMedianOfThreeRoundsIsTheMiddleOne() {
        Result result = Result.of(
                "suite", "case", "subject", "metric", "ms", List.of(30.0, 10.0, 11.0), Map.of());

        assertThat(result.p50()).isEqualTo(11.0);
        assertThat(result.mean()).isEqualTo(17.0);
        assertThat(result.p90()).isBetween(11.0, 30.0);
        assertThat(result.samples()).isEqualTo(3);
    }

    @Test
    void oneSampleIsEveryPercentile() {
        Result result =
                Result.of("suite", "case", "subject", "metric", "ms", List.of(5.0), Map.of());

        assertThat(List.of(result.p50(), result.p90(), result.p99(), result.mean()))
                .containsOnly(5.0);
    }
}
