package io.furcula.spawn;

import io.furcula.spi.StartMethod;
import io.furcula.testkit.DeadlockContract;
import org.junit.jupiter.api.Tag;

@Tag("one-jdk") // the same under fork is tested on each, and so is this start method
class SpawnDeadlockTest extends DeadlockContract {

    @Override
    protected StartMethod startMethod() {
        return new SpawnStartMethod();
    }
}
