package io.furcula.examples;

import io.furcula.spi.StartMethod;
import io.furcula.testkit.StartMethodContract;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.condition.EnabledIf;

@EnabledIf("hasNice")
@Tag("one-jdk") // spawn, which it is but for the priority, is tested on each
// region contract
class NiceStartMethodTest extends StartMethodContract {

    @Override
    protected StartMethod startMethod() {
        return new NiceStartMethod();
    }
    // endregion

    static boolean hasNice() {
        return new NiceStartMethod().availability().available();
    }
}
