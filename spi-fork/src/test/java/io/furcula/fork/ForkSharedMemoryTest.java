package io.furcula.fork;

import io.furcula.spi.StartMethod;
import io.furcula.testkit.SharedMemoryContract;

class ForkSharedMemoryTest extends SharedMemoryContract {

    @Override
    protected StartMethod startMethod() {
        return new ForkStartMethod();
    }
}
