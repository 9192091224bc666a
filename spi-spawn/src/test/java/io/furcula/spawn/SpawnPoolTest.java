package io.furcula.spawn;

import io.furcula.spi.StartMethod;
import io.furcula.testkit.PoolContract;
import org.junit.jupiter.api.Tag;

@Tag("one-jdk") // the same under fork is tested on each, and so is this start method
class SpawnPoolTest extends PoolContract {

    @Override
    protected StartMethod startMethod() {
        return new SpawnStartMethod();
    }
}
