package io.furcula.threading;

import io.furcula.spi.StartMethod;
import io.furcula.testkit.DeadlockContract;

class ThreadingDeadlockTest extends DeadlockContract {

    @Override
    protected StartMethod startMethod() {
        return new ThreadingStartMethod();
    }
}
