package io.furcula.bench.rate;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class MeterTest {

    private static final Timing TIMING = new Timing(Duration.ofSeconds(1), Duration.ofMillis(500));

    @Test
    void ratesArePerSecondAndTheSumOfAllProcesses() {
        List<Double> rates = Meter.perSecond(
                List.of(new long[] {99, 10, 20, 30, 40, 50, 60}, new long[] {7, 0, 0, 1, 1, 1, 7}),
                TIMING);

        assertThat(rates).containsExactly(20.0, 22.0, 20.0, 20.0, 32.0);
        assertThat(Meter.total(List.of(new long[] {99, 0}, new long[] {7, 0}))).isEqualTo(106);
    }

    @Test
    void whatIsDoneInTheWarmUpIsInNoWindow() {
        Meter meter = new Meter(TIMING, System.nanoTime(), 1);

        meter.add(5);
        meter.add(6);

        assertThat(meter.isOver()).isFalse();
        assertThat(meter.tally()).containsExactly(11, 11, 11, 11, 11, 11, 11);
        assertThat(Meter.perSecond(List.of(meter.tally()), TIMING)).containsOnly(0.0);
    }

    @Test
    void whatIsDoneAfterTheLastWindowIsInTheTotalAlone() {
        Meter meter = new Meter(TIMING, System.nanoTime() - Duration.ofHours(1).toNanos(), 1);

        meter.add(5);
        meter.add(6);

        assertThat(meter.isOver()).isTrue();
        assertThat(meter.tally()).containsExactly(11, 5, 5, 5, 5, 5, 5);
    }
}
