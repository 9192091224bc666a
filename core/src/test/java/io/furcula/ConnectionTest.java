package io.furcula;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ConnectionTest {

    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final Duration MOMENT = Duration.ofMillis(20);

    @Test
    void nullAndEmptyMessagesKeepTheirBounds() throws Exception {
        try (Pipe pipe = Pipe.duplex()) {
            pipe.child().send(null);
            pipe.child().sendBytes(new byte[0]);
            pipe.child().send("x");
            assertThat(pipe.parent().receive()).isNull();
            assertThat(pipe.parent().receiveBytes()).isEmpty();
            assertThat(pipe.parent().receive(String.class)).isEqualTo("x");
        }
    }

    @Test
    void pollTellsWithoutTaking() throws Exception {
        try (Pipe pipe = Pipe.oneWay()) {
            assertThat(pipe.parent().poll()).isFalse();
            assertThat(pipe.parent().poll(MOMENT)).isFalse();
            assertThatThrownBy(() -> pipe.parent().receive(MOMENT))
                    .isInstanceOf(TimeoutException.class);
            pipe.child().send(1);
            assertThat(pipe.parent().poll(LIMIT)).isTrue();
            assertThat(pipe.parent().poll()).isTrue();
            assertThat(pipe.parent().receive(LIMIT)).isEqualTo(1);
        }
    }

    @Test
    void senderWaitsWhileAMebibyteIsUnderWay() throws Exception {
        try (Pipe pipe = Pipe.duplex()) {
            byte[] large = new byte[3 << 20];
            assertThat(pipe.parent().send(large, MOMENT)).isTrue(); // alone, any size passes
            assertThat(pipe.parent().send("more", MOMENT)).isFalse();
            assertThat(pipe.child().receiveBytes()).hasSize(3 << 20);
            assertThat(pipe.parent().send("more", MOMENT)).isTrue();
        }
    }

    @Test
    void closedPeerIsNoticedAfterTheLastMessage() throws Exception {
        try (Pipe pipe = Pipe.duplex()) {
            pipe.child().send("last");
            pipe.child().close();
            pipe.child().close();
            assertThat(pipe.parent().receive(LIMIT)).isEqualTo("last");
            assertThatThrownBy(() -> pipe.parent().receive(LIMIT))
                    .isInstanceOf(PeerLostException.class);
            assertThatThrownBy(() -> pipe.parent().send("x")).isInstanceOf(PeerLostException.class);
            assertThat(pipe.parent().poll(LIMIT)).isTrue();
            assertThatThrownBy(() -> pipe.child().send("x"))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("closed");
        }
    }

    @Test
    void oneWayPipeHasOneDirection() {
        try (Pipe pipe = Pipe.oneWay()) {
            assertThatThrownBy(() -> pipe.parent().send("x"))
                    .isInstanceOf(UnsupportedOperationException.class);
            assertThatThrownBy(() -> pipe.child().receive())
                    .isInstanceOf(UnsupportedOperationException.class);
        }
    }

    @Test
    void messageOfAnotherTypeIsNamed() throws Exception {
        try (Pipe pipe = Pipe.duplex()) {
            pipe.child().send("text");
            assertThatThrownBy(() -> pipe.parent().receive(Integer.class))
                    .isInstanceOf(ClassCastException.class);
        }
    }
}
