package io.furcula.bench.shared;

import io.furcula.bench.BenchFailedException;
import io.furcula.bench.BenchOptions;
import io.furcula.bench.Results;
import io.furcula.bench.Screen;
import io.furcula.bench.Suite;
import java.util.stream.Stream;

/**
 * How often a second can one process alone, or two against each other, take a lock and give it back?
 *
 * <p>The holder adds one to a number that is not atomic; in the end none may be missing. {@code c-mutex} and
 * {@code c-robust} are those of POSIX, shared by processes; a lock of Furcula's is, like the latter, recovered when
 * its holder dies. Not measured: fairness, and locks that are held for long.
 */
public final class LockSuite implements Suite {

    @Override
    public String name() {
        return "lock";
    }

    @Override
    public String description() {
        return "locks and unlocks a second, alone and against another process";
    }

    @Override
    public void run(BenchOptions options, Results results, Screen screen)
            throws BenchFailedException, InterruptedException {
        SharedCases.run(
                name(),
                peers -> Stream.of(
                        peers.furcula("lock", FurculaLockParent.class),
                        peers.c("mutex", "lock_peer.c"),
                        peers.c("robust", "lock_peer.c")),
                options,
                results,
                screen);
    }
}
