package io.furcula.spawn;

import io.furcula.spi.StartMethod;
import io.furcula.testkit.SharedMemoryContract;

class SpawnSharedMemoryTest extends SharedMemoryContract {

    @Override
    protected StartMethod startMethod() {
        return new SpawnStartMethod();
    }
}
