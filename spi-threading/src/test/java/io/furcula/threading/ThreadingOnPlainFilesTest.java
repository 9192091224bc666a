package io.furcula.threading;

import io.furcula.spi.StartMethod;
import io.furcula.testkit.StartMethodContract;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** The contract once more, with shared memory as it is without furcula-shared-memory. */
class ThreadingOnPlainFilesTest extends StartMethodContract {

    @BeforeAll
    static void usePlainFiles() {
        System.setProperty("furcula.segments", "file");
    }

    @AfterAll
    static void useTheDefault() {
        System.clearProperty("furcula.segments");
    }

    @Override
    protected StartMethod startMethod() {
        return new ThreadingStartMethod();
    }
}
