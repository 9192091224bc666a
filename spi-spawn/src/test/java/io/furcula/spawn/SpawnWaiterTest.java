package io.furcula.spawn;

import io.furcula.spi.StartMethod;
import io.furcula.testkit.WaiterContract;
import org.junit.jupiter.api.Tag;

@Tag("one-jdk") // the same under fork is tested on each, and so is this start method
class SpawnWaiterTest extends WaiterContract {

    @Override
    protected StartMethod startMethod() {
        return new SpawnStartMethod();
    }
}
