package io.furcula.threading;

import io.furcula.spi.StartMethod;
import io.furcula.testkit.PoolContract;
import org.junit.jupiter.api.Tag;

@Tag("one-jdk") // the same under fork is tested on each, and so is this start method
class ThreadingPoolTest extends PoolContract {

    @Override
    protected StartMethod startMethod() {
        return new ThreadingStartMethod();
    }
}
