package io.furcula.spawn;

import io.furcula.spi.StartMethod;
import io.furcula.testkit.StartMethodContract;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;

/**
 * The contract once more, with shared memory as it is without furcula-shared-memory. The files are
 * the same on every JDK, and how it starts children is tested on each by {@link SpawnStartMethodTest}.
 */
@Tag("one-jdk")
class SpawnOnPlainFilesTest extends StartMethodContract {

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
        return new SpawnStartMethod();
    }
}
