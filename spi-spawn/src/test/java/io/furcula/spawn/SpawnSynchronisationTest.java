package io.furcula.spawn;

import io.furcula.spi.StartMethod;
import io.furcula.testkit.SynchronisationContract;

class SpawnSynchronisationTest extends SynchronisationContract {

    @Override
    protected StartMethod startMethod() {
        return new SpawnStartMethod();
    }
}
