package io.furcula.fork;

import io.furcula.spi.StartMethod;
import io.furcula.testkit.SynchronisationContract;

class ForkSynchronisationTest extends SynchronisationContract {

    @Override
    protected StartMethod startMethod() {
        return new ForkStartMethod();
    }
}
