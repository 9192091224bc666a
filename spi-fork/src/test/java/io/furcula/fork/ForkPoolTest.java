package io.furcula.fork;

import static org.assertj.core.api.Assertions.assertThat;

import io.furcula.pool.DeathPolicy;
import io.furcula.pool.MapOptions;
import io.furcula.pool.Outcome;
import io.furcula.pool.WorkerDiedException;
import io.furcula.pool.WorkerPool;
import io.furcula.spi.StartMethod;
import io.furcula.testkit.PoolContract;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ForkPoolTest extends PoolContract {

    @Override
    protected StartMethod startMethod() {
        return new ForkStartMethod();
    }

    /** Each death leaves two chunks in the place of one, and there is no room for more. */
    @Test
    void manyDeathsAreNoMatterToAFullPool() throws Exception {
        int deaths = 70;
        List<Integer> items = IntStream.range(0, 40_000).boxed().collect(Collectors.toList());
        try (WorkerPool pool =
                WorkerPool.builder().workers(2).startMethod("fork").build()) {
            List<Outcome<Integer>> outcomes = pool.mapOutcomes(
                    items,
                    i -> {
                        if (i % 2 == 0 && i < 2 * deaths) {
                            Runtime.getRuntime().halt(1);
                        }
                        return i;
                    },
                    MapOptions.defaults().chunkSize(2).onWorkerDeath(DeathPolicy.retry(1)));
            for (Outcome<Integer> outcome : outcomes) {
                boolean died = outcome.index() % 2 == 0 && outcome.index() < 2 * deaths;
                if (died) {
                    assertThat(outcome.failure()).isInstanceOf(WorkerDiedException.class);
                } else {
                    assertThat(outcome.result()).isEqualTo(outcome.index());
                }
            }
        }
    }
}
