package io.furcula.bench.shared;

import io.furcula.bench.BenchFailedException;
import io.furcula.bench.BenchOptions;
import io.furcula.bench.Results;
import io.furcula.bench.Screen;
import io.furcula.bench.Suite;
import java.util.stream.Stream;

/**
 * How many additions a second can one process, or two at once, make to a number in shared memory?
 *
 * <p>Each adds one by one, atomically; in the end none may be missing. Not measured: numbers that more than two processes share.
 */
public final class CounterSuite implements Suite {

    @Override
    public String name() {
        return "counter";
    }

    @Override
    public String description() {
        return "additions a second to a number that processes share";
    }

    @Override
    public void run(BenchOptions options, Results results, Screen screen)
            throws BenchFailedException, InterruptedException {
        SharedCases.run(
                name(),
                peers -> Stream.of(
                        peers.furcula("value", FurculaCounterParent.class),
                        peers.c("atomic", "counter_peer.c")),
                options,
                results,
                screen);
    }
}
