package io.furcula.fork;

import io.furcula.spi.StartMethod;
import io.furcula.testkit.DeadlockContract;

class ForkDeadlockTest extends DeadlockContract {

    @Override
    protected StartMethod startMethod() {
        return new ForkStartMethod();
    }
}
