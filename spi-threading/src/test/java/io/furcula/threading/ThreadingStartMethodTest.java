package io.furcula.threading;

import io.furcula.spi.StartMethod;
import io.furcula.testkit.StartMethodContract;

class ThreadingStartMethodTest extends StartMethodContract {

    @Override
    protected StartMethod startMethod() {
        return new ThreadingStartMethod();
    }
}
