package io.furcula.fork;

import io.furcula.spi.StartMethod;
import io.furcula.testkit.WaiterContract;

class ForkWaiterTest extends WaiterContract {

    @Override
    protected StartMethod startMethod() {
        return new ForkStartMethod();
    }
}
