package io.furcula.fork;

import io.furcula.spi.StartMethod;
import io.furcula.testkit.ManagerContract;

class ForkManagerTest extends ManagerContract {

    @Override
    protected StartMethod startMethod() {
        return new ForkStartMethod();
    }
}
