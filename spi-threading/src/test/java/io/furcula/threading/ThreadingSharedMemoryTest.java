package io.furcula.threading;

import io.furcula.spi.StartMethod;
import io.furcula.testkit.SharedMemoryContract;

class ThreadingSharedMemoryTest extends SharedMemoryContract {

    @Override
    protected StartMethod startMethod() {
        return new ThreadingStartMethod();
    }
}
