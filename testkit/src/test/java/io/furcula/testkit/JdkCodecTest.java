package io.furcula.testkit;

import io.furcula.internal.codec.Codecs;
import io.furcula.spi.MessageCodec;
import java.util.Objects;

class JdkCodecTest extends MessageCodecContract {

    @Override
    protected MessageCodec codec() {
        return Objects.requireNonNull(Codecs.named("jdk"));
    }
}
