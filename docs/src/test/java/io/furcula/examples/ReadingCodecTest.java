package io.furcula.examples;

import io.furcula.spi.MessageCodec;
import io.furcula.testkit.MessageCodecContract;
import org.junit.jupiter.api.Tag;

@Tag("one-jdk") // what it writes does not depend on it
// region contract
class ReadingCodecTest extends MessageCodecContract {

    @Override
    protected MessageCodec codec() {
        return new ReadingCodec();
    }
    // endregion
}
