package io.furcula.threading;

import io.furcula.spi.StartMethod;
import io.furcula.testkit.SynchronisationContract;

class ThreadingSynchronisationTest extends SynchronisationContract {

    @Override
    protected StartMethod startMethod() {
        return new ThreadingStartMethod();
    }
}
