package io.furcula.threading;

import io.furcula.spi.StartMethod;
import io.furcula.testkit.WaiterContract;

class ThreadingWaiterTest extends WaiterContract {

    @Override
    protected StartMethod startMethod() {
        return new ThreadingStartMethod();
    }
}
