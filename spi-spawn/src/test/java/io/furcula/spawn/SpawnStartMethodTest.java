package io.furcula.spawn;

import io.furcula.spi.StartMethod;
import io.furcula.testkit.StartMethodContract;

class SpawnStartMethodTest extends StartMethodContract {

    @Override
    protected StartMethod startMethod() {
        return new SpawnStartMethod();
    }
}
