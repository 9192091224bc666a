package io.furcula.forkserver;

import io.furcula.spi.StartMethod;
import io.furcula.testkit.PoolContract;

class ForkServerPoolTest extends PoolContract {

    @Override
    protected StartMethod startMethod() {
        return new ForkServerStartMethod();
    }
}
