package io.furcula.spawn;

import io.furcula.spi.StartMethod;
import io.furcula.testkit.ManagerContract;

class SpawnManagerTest extends ManagerContract {

    @Override
    protected StartMethod startMethod() {
        return new SpawnStartMethod();
    }
}
