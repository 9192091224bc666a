package io.furcula.internal.connect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** How long a client may take for its handshake. */
@Timeout(60)
class AcceptorTest {

    private static final long LIMIT_MS = 200;
    private static final long LONG = TimeUnit.SECONDS.toNanos(20);
    private static final Terms TERMS = new Terms(new byte[32], Set.of(), null, 1000);

    @TempDir
    private Path folder;

    private Acceptor acceptor;
    private SocketChannel client;

    @BeforeEach
    void open() throws IOException {
        acceptor = Acceptor.open(UnixDomainSocketAddress.of(folder.resolve("s")), TERMS, LIMIT_MS);
        client = SocketChannel.open(acceptor.address());
    }

    @AfterEach
    void close() throws IOException {
        client.close();
        acceptor.close();
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void silentClientIsDisconnected() throws Exception {
        long start = System.nanoTime();
        assertThat(acceptor.accept(TimeUnit.MILLISECONDS.toNanos(3 * LIMIT_MS))).isNull();
        assertThat(System.nanoTime() - start)
                .isGreaterThanOrEqualTo(TimeUnit.MILLISECONDS.toNanos(3 * LIMIT_MS));
        assertThat(client.read(ByteBuffer.allocate(1))).isEqualTo(-1);
    }

    @Test
    void clientThatSaysLittleByLittleIsDisconnected() throws Exception {
        ByteBuffer hello = Handshake.client(TERMS).outgoing();
        assertThatThrownBy(() -> {
                    while (hello.hasRemaining()) {
                        client.write(hello.slice(hello.position(), 1));
                        hello.get();
                        assertThat(acceptor.accept(TimeUnit.MILLISECONDS.toNanos(LIMIT_MS / 10)))
                                .isNull();
                    }
                })
                .isInstanceOf(IOException.class); // long before it has said all
    }

    @Test
    void timeInWhichNobodyAcceptsIsNotTheClients() throws Exception {
        assertThat(acceptor.accept(0)).isNull(); // the client is known from here on
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(2 * LIMIT_MS);
        while (System.nanoTime() - end < 0) {
            LockSupport.parkNanos(end - System.nanoTime());
        }
        Handshake handshake = Handshake.client(TERMS);
        client.write(handshake.outgoing());
        assertThat(acceptor.accept(1)).isNull();
        while (client.read(handshake.incoming()) > 0 && handshake.incoming().hasRemaining()) {
            assertThat(handshake.isDone()).isFalse();
        }
        handshake.received();
        client.write(handshake.outgoing());
        Acceptor.Accepted accepted = acceptor.accept(LONG);
        assertThat(accepted).isNotNull();
        accepted.transport().close();
    }
}
