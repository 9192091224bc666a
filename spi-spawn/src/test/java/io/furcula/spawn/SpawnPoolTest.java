package io.furcula.spawn;

import io.furcula.spi.StartMethod;
import io.furcula.testkit.PoolContract;

class SpawnPoolTest extends PoolContract {

    @Override
    protected StartMethod startMethod() {
        return new SpawnStartMethod();
    }
}
