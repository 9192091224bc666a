package io.furcula.fork;

import io.furcula.spi.StartMethod;
import io.furcula.testkit.PoolContract;

class ForkPoolTest extends PoolContract {

    @Override
    protected StartMethod startMethod() {
        return new ForkStartMethod();
    }
}
