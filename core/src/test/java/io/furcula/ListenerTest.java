package io.furcula;

import static io.furcula.Sockets.KEY;
import static io.furcula.Sockets.LIMIT;
import static io.furcula.Sockets.MOMENT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.furcula.Sockets.Background;
import io.furcula.Sockets.Kind;
import io.furcula.Sockets.Pair;
import io.furcula.internal.connect.Acceptor;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(60)
class ListenerTest {

    @TempDir
    private Path folder;

    private static SocketChannel dial(Listener listener) throws IOException {
        return SocketChannel.open(listener.address());
    }

    /** {@return all that the other end says until it closes} */
    private static byte[] rest(SocketChannel channel) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(1 << 16);
        try {
            while (channel.read(bytes) >= 0) {
                assertThat(bytes.hasRemaining()).isTrue();
            }
        } catch (IOException e) {
            assertThat(e).hasMessageContaining("reset"); // it had not read all that we said
        }
        return java.util.Arrays.copyOf(bytes.array(), bytes.position());
    }

    /* Addresses. */

    @Test
    void freshSocketIsForItsOwnerAloneAndIsRemoved() throws Exception {
        Listener listener = Listener.unix(KEY);
        Path path = ((UnixDomainSocketAddress) listener.address()).getPath();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
                .isEqualTo("rw-------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path.getParent())))
                .isEqualTo("rwx------");
        listener.close();
        listener.close();
        assertThat(path).doesNotExist();
    }

    @Test
    void namedSocketIsForItsOwnerAloneAndIsRemoved() throws Exception {
        Path path = folder.resolve("named");
        try (Listener listener = Listener.unix(path, KEY)) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
                    .isEqualTo("rw-------");
            assertThat(listener).hasToString("Listener[" + path + "]");
        }
        assertThat(path).doesNotExist();
    }

    @Test
    void tcpIsLoopbackUnlessAskedOtherwise() throws Exception {
        try (Listener listener = Listener.tcp(0, KEY)) {
            InetSocketAddress address = (InetSocketAddress) listener.address();
            assertThat(address.getAddress().isLoopbackAddress()).isTrue();
            assertThat(address.getPort()).isPositive();
        }
        try (Listener listener =
                Listener.bind(new InetSocketAddress("0.0.0.0", 0), ConnectionOptions.of(KEY))) {
            assertThat(((InetSocketAddress) listener.address()).getAddress().isAnyLocalAddress())
                    .isTrue();
        }
    }

    @Test
    void socketOfAKilledListenerIsReplaced() throws Exception {
        Path path = folder.resolve("stale");
        try (ServerSocketChannel killed = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            killed.bind(UnixDomainSocketAddress.of(path));
        }
        assertThat(path).exists();
        Listener.unix(path, KEY).close();
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void socketOfALiveListenerIsLeftAlone() throws Exception {
        Path path = folder.resolve("live");
        try (Listener live = Listener.unix(path, KEY)) {
            assertThatThrownBy(() -> Listener.unix(path, KEY))
                    .isInstanceOf(ConnectionFailedException.class)
                    .hasMessageContaining("[FUR-501]")
                    .hasMessageContaining(path.toString());
            Background<Connection> client =
                    Background.start(() -> Client.connect(live.address(), KEY, LIMIT));
            live.accept(LIMIT).close();
            client.result().close();
        }
    }

    @Test
    void fileThatIsNoSocketIsLeftAlone() throws Exception {
        Path path = Files.writeString(folder.resolve("file"), "precious");
        assertThatThrownBy(() -> Listener.unix(path, KEY))
                .isInstanceOf(ConnectionFailedException.class)
                .hasMessageContaining("[FUR-501]");
        assertThat(path).hasContent("precious");
    }

    @Test
    void closingRemovesNoOtherListenersSocket() throws Exception {
        Path path = folder.resolve("s");
        Listener first = Listener.unix(path, KEY);
        Files.delete(path);
        try (Listener second = Listener.unix(path, KEY)) {
            first.close();
            assertThat(path).exists();
            assertThat(second.address()).isEqualTo(UnixDomainSocketAddress.of(path));
        }
    }

    @Test
    void whatCannotBeListenedOnIsSaid() {
        assertThatThrownBy(() -> Listener.unix(folder.resolve("x".repeat(200)), KEY))
                .isInstanceOf(ConnectionFailedException.class)
                .hasMessageContaining("[FUR-501]");
        assertThatThrownBy(() -> Listener.unix(folder.resolve("missing/s"), KEY))
                .isInstanceOf(ConnectionFailedException.class);
        assertThatThrownBy(() -> Listener.bind(new SocketAddress() {}, ConnectionOptions.of(KEY)))
                .isInstanceOf(ConnectionFailedException.class);
        try (Listener listener = Listener.tcp(0, KEY)) {
            assertThatThrownBy(() -> Listener.bind(listener.address(), ConnectionOptions.of(KEY)))
                    .isInstanceOf(ConnectionFailedException.class)
                    .hasMessageContaining("in use");
        }
    }

    @ParameterizedTest
    @EnumSource
    void nobodyListens(Kind kind) {
        Listener listener = kind.listen(folder, ConnectionOptions.of(KEY));
        listener.close();
        assertThatThrownBy(() -> Client.connect(listener.address(), KEY))
                .isInstanceOf(ConnectionFailedException.class)
                .isNotInstanceOf(AuthenticationFailedException.class)
                .hasMessageContaining("[FUR-502]");
    }

    /* Accepting. */

    @ParameterizedTest
    @EnumSource
    void lastAcceptedSaysWhereItCameFrom(Kind kind) throws Exception {
        try (Listener listener = kind.listen(folder, ConnectionOptions.of(KEY))) {
            assertThat(listener.lastAccepted()).isEmpty();
        }
        try (Pair pair = Pair.of(kind, folder)) {
            Optional<SocketAddress> last = pair.listener().lastAccepted();
            assertThat(last).isPresent();
            assertThat(last.orElseThrow() instanceof InetSocketAddress).isEqualTo(kind == Kind.TCP);
        }
    }

    @ParameterizedTest
    @EnumSource
    void waitsEndInTime(Kind kind) throws Exception {
        try (Listener listener = kind.listen(folder, ConnectionOptions.of(KEY))) {
            assertThatThrownBy(() -> listener.accept(MOMENT)).isInstanceOf(TimeoutException.class);
            assertThatThrownBy(() -> Client.connect(listener.address(), KEY, MOMENT))
                    .isInstanceOf(TimeoutException.class);
            assertThatThrownBy(() -> listener.accept(MOMENT)) // the client has gone
                    .isInstanceOf(TimeoutException.class);
        }
    }

    @ParameterizedTest
    @EnumSource
    void waitsAnswerAnInterruptAndTheListenerGoesOn(Kind kind) throws Exception {
        try (Listener listener = kind.listen(folder, ConnectionOptions.of(KEY))) {
            Background.start(listener::accept).waits().interrupt();
            Background.start(() -> Client.connect(listener.address(), KEY))
                    .waits()
                    .interrupt();
            Background<Connection> client =
                    Background.start(() -> Client.connect(listener.address(), KEY, LIMIT));
            listener.accept(LIMIT).close();
            client.result().close();
        }
    }

    @ParameterizedTest
    @EnumSource
    void closingWakesAllThatAccept(Kind kind) throws Exception {
        Listener listener = kind.listen(folder, ConnectionOptions.of(KEY));
        Background<Connection> one = Background.start(listener::accept).waits();
        Background<Connection> two = Background.start(listener::accept).waits();
        Background<Connection> client =
                Background.start(() -> Client.connect(listener.address(), AuthKey.random(), LIMIT));
        assertThatThrownBy(client::result).isInstanceOf(AuthenticationFailedException.class);
        listener.close();
        assertThatThrownBy(one::result)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("closed");
        assertThatThrownBy(two::result).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> listener.accept(MOMENT)).isInstanceOf(IllegalStateException.class);
    }

    @ParameterizedTest
    @EnumSource
    void clientThatIsNotAcceptedLearnsThatTheListenerCloses(Kind kind) throws Exception {
        Listener listener = kind.listen(folder, ConnectionOptions.of(KEY));
        Background<Connection> client =
                Background.start(() -> Client.connect(listener.address(), KEY)).waits();
        listener.close();
        assertThatThrownBy(client::result)
                .isInstanceOf(ConnectionFailedException.class)
                .hasMessageContaining("[FUR-502]");
    }

    @ParameterizedTest
    @EnumSource
    void manyClientsAreAcceptedByManyThreads(Kind kind) throws Exception {
        int count = 200; // more than fit into the queue of the kernel
        try (Listener listener = kind.listen(folder, ConnectionOptions.of(KEY))) {
            List<Background<Connection>> clients = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                int number = i;
                clients.add(Background.start(() -> {
                    Connection client = Client.connect(listener.address(), KEY, LIMIT);
                    client.send(number);
                    return client;
                }));
            }
            List<Background<Integer>> accepters = new ArrayList<>();
            for (int t = 0; t < 4; t++) {
                accepters.add(Background.start(() -> {
                    int sum = 0;
                    for (int i = 0; i < count / 4; i++) {
                        try (Connection server = listener.accept(LIMIT)) {
                            sum += server.receive(Integer.class, LIMIT);
                        }
                    }
                    return sum;
                }));
            }
            int sum = 0;
            for (Background<Integer> accepter : accepters) {
                sum += accepter.result();
            }
            assertThat(sum).isEqualTo(count * (count - 1) / 2);
            for (Background<Connection> client : clients) {
                client.result().close();
            }
        }
    }

    /* Who has no key. */

    @ParameterizedTest
    @EnumSource
    void wrongKeyIsToldToTheClientAndOthersAreAccepted(Kind kind) throws Exception {
        try (Listener listener = kind.listen(folder, ConnectionOptions.of(KEY))) {
            Background<Connection> accepting = Background.start(() -> listener.accept(LIMIT));
            assertThatThrownBy(() -> Client.connect(listener.address(), AuthKey.random(), LIMIT))
                    .isInstanceOf(AuthenticationFailedException.class)
                    .hasMessageContaining("the listener refuses the key of this client")
                    .hasMessageContaining("[FUR-503]");
            try (Connection client = Client.connect(listener.address(), KEY, LIMIT)) {
                client.send("x");
                try (Connection server = accepting.result()) {
                    assertThat(server.receive(LIMIT)).isEqualTo("x");
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void clientsThatSayNothingOrTooMuchKeepNobodyWaiting(Kind kind) throws Exception {
        try (Listener listener = kind.listen(folder, ConnectionOptions.of(KEY));
                SocketChannel silent = dial(listener);
                SocketChannel loud = dial(listener);
                SocketChannel half = dial(listener)) {
            loud.configureBlocking(false);
            loud.write(ByteBuffer.allocate(1 << 20)); // nobody reads it all
            half.write(ByteBuffer.wrap(new byte[] {'F', 'U', 'R', 'S', 0, 0, 0, 1}));
            Background<Connection> client =
                    Background.start(() -> Client.connect(listener.address(), KEY, LIMIT));
            long start = System.nanoTime();
            listener.accept(LIMIT).close();
            assertThat(Duration.ofNanos(System.nanoTime() - start))
                    .isLessThan(Duration.ofMillis(Acceptor.HANDSHAKE_LIMIT_MS / 2));
            client.result().close();
            loud.configureBlocking(true);
            assertThat(rest(loud)).hasSizeLessThan(256);
            assertThat(silent.isConnected()).isTrue();
        }
    }

    @ParameterizedTest
    @EnumSource
    void moreSilentClientsThanThereIsPlaceForKeepNobodyWaiting(Kind kind) throws Exception {
        List<SocketChannel> silent = new ArrayList<>();
        try (Listener listener = kind.listen(folder, ConnectionOptions.of(KEY))) {
            for (int round = 0; round < 4; round++) {
                for (int i = 0; i < 50; i++) {
                    silent.add(dial(listener));
                }
                assertThatThrownBy(() -> listener.accept(MOMENT))
                        .isInstanceOf(TimeoutException.class);
            }
            Background<Connection> client =
                    Background.start(() -> Client.connect(listener.address(), KEY, LIMIT));
            listener.accept(LIMIT).close();
            client.result().close();
            assertThat(rest(silent.get(0))).isEmpty();
        } finally {
            for (SocketChannel channel : silent) {
                channel.close();
            }
        }
    }

    @Test
    void listenerThatIsNoneIsRecognised() throws Exception {
        try (ServerSocketChannel other = ServerSocketChannel.open()) {
            other.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            Background<Connection> client =
                    Background.start(() -> Client.connect(other.getLocalAddress(), KEY, LIMIT));
            try (SocketChannel channel = other.accept()) {
                channel.write(
                        ByteBuffer.wrap("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n"
                                .getBytes(java.nio.charset.StandardCharsets.US_ASCII)));
                assertThatThrownBy(client::result)
                        .isInstanceOf(ConnectionFailedException.class)
                        .isNotInstanceOf(AuthenticationFailedException.class)
                        .hasMessageContaining("[FUR-502]");
            }
        }
    }

    /* Keys. */

    @Test
    void keyIsLongEnoughAndIsNotShown() {
        byte[] secret = "0123456789abcdef".getBytes(java.nio.charset.StandardCharsets.US_ASCII);
        AuthKey key = AuthKey.of(secret);
        assertThat(key).hasToString("AuthKey[16 bytes]");
        assertThat(ConnectionOptions.of(key).toString())
                .doesNotContain("0123")
                .doesNotContain("48");
        assertThatThrownBy(() -> AuthKey.of(new byte[15]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("16");
    }

    @Test
    void keyIsNotSentInAMessage() {
        try (Pipe pipe = Pipe.duplex()) {
            assertThatThrownBy(() -> pipe.parent().send(List.of(KEY)))
                    .isInstanceOf(NotTransferableException.class)
                    .hasMessageContaining("[FUR-507]");
        }
    }

    /* Nothing stays. */

    @ParameterizedTest
    @EnumSource
    void noDescriptorStays(Kind kind) throws Exception {
        try (Pair pair = Pair.of(kind, folder)) {
            pair.client().send("a first time, for what is kept for good");
        }
        long before = Sockets.descriptors();
        for (int i = 0; i < 20; i++) {
            try (Pair pair = Pair.of(kind, folder)) {
                pair.client().send(i);
                assertThat(pair.server().receive(LIMIT)).isEqualTo(i);
                try (SocketChannel silent = dial(pair.listener())) {
                    assertThatThrownBy(() -> pair.listener().accept(Duration.ofMillis(1)))
                            .isInstanceOf(TimeoutException.class);
                    assertThat(silent.isConnected()).isTrue();
                }
                assertThatThrownBy(() -> Client.connect(
                                pair.listener().address(), KEY, Duration.ofMillis(1)))
                        .isInstanceOf(TimeoutException.class);
            }
        }
        assertThat(Sockets.descriptors()).isLessThanOrEqualTo(before + 8); // kept selectors
        assertThat(Thread.getAllStackTraces().keySet())
                .noneMatch(t -> t.getName().startsWith("furcula conn"));
        assertThat(folder).isEmptyDirectory();
    }
}
