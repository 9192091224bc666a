package io.furcula.threading;

import io.furcula.spi.StartMethod;
import io.furcula.testkit.ManagerContract;

class ThreadingManagerTest extends ManagerContract {

    @Override
    protected StartMethod startMethod() {
        return new ThreadingStartMethod();
    }
}
