package io.furcula.forkserver;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.furcula.ProcessOptions;
import io.furcula.spi.StartMethod;
import io.furcula.testkit.PoolContract;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;

@Tag("one-jdk") // the same under fork is tested on each, and so is this start method
class ForkServerPoolTest extends PoolContract {

    /** It stays: what a test leaves behind is what was not there before. */
    @BeforeAll
    static void server() {
        assertTrue(new ForkServerStartMethod().availability().available());
        Servers.get(ProcessOptions.INHERITED);
    }

    @Override
    protected StartMethod startMethod() {
        return new ForkServerStartMethod();
    }
}
