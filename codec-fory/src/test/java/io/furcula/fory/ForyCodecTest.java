package io.furcula.fory;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.furcula.forkserver.ForkServer;
import io.furcula.spi.MessageCodec;
import io.furcula.testkit.Await;
import io.furcula.testkit.MessageCodecContract;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;

class ForyCodecTest extends MessageCodecContract {

    @Override
    protected MessageCodec codec() {
        return new ForyCodec();
    }

    @AfterEach
    void endServers() throws InterruptedException {
        assertTrue(ForkServer.stop(Duration.ofSeconds(Await.LIMIT_SECONDS)));
    }
}
