package io.furcula.threading;

import io.furcula.spi.StartMethod;
import io.furcula.testkit.PoolContract;

class ThreadingPoolTest extends PoolContract {

    @Override
    protected StartMethod startMethod() {
        return new ThreadingStartMethod();
    }
}
