package io.furcula.spawn;

import io.furcula.spi.StartMethod;
import io.furcula.testkit.DeadlockContract;

class SpawnDeadlockTest extends DeadlockContract {

    @Override
    protected StartMethod startMethod() {
        return new SpawnStartMethod();
    }
}
