package io.furcula.fork;

import io.furcula.spi.StartMethod;
import io.furcula.testkit.StartMethodContract;

class ForkStartMethodTest extends StartMethodContract {

    @Override
    protected StartMethod startMethod() {
        return new ForkStartMethod();
    }

    @Override
    protected boolean serialises() {
        return false;
    }

    @Override
    protected boolean startsFreshJvms() {
        return false;
    }
}
