package io.furcula.spawn;

import io.furcula.spi.StartMethod;
import io.furcula.testkit.WaiterContract;

class SpawnWaiterTest extends WaiterContract {

    @Override
    protected StartMethod startMethod() {
        return new SpawnStartMethod();
    }
}
