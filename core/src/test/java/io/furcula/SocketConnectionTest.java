package io.furcula;

import static io.furcula.Sockets.KEY;
import static io.furcula.Sockets.LIMIT;
import static io.furcula.Sockets.MOMENT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.furcula.Sockets.Background;
import io.furcula.Sockets.Kind;
import io.furcula.Sockets.Pair;
import java.io.IOException;
import java.io.ObjectInputFilter;
import java.io.ObjectInputStream;
import java.io.Serializable;
import java.math.BigDecimal;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What {@link ConnectionTest} says of pipes, and what sockets have besides. */
@Timeout(60)
class SocketConnectionTest {

    private static final Duration SOON = Duration.ofMillis(100);
    private static final int ATTEMPTS = 5;

    @TempDir
    private Path folder;

    record Point(int x, int y) implements Serializable {
        private static final long serialVersionUID = 1;
    }

    static class Base implements Serializable {
        private static final long serialVersionUID = 1;
        private final int number;

        Base(int number) {
            this.number = number;
        }
    }

    static final class Derived extends Base {
        private static final long serialVersionUID = 1;

        Derived(int number) {
            super(number);
        }
    }

    /** Reading it runs code: what an attacker sends. */
    static final class Gadget implements Serializable {
        private static final long serialVersionUID = 1;
        private static final AtomicInteger RUN = new AtomicInteger();

        private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
            in.defaultReadObject();
            RUN.incrementAndGet();
        }
    }

    @ParameterizedTest
    @EnumSource
    void messagesOfEachKindKeepTheirBounds(Kind kind) throws Exception {
        try (Pair pair = Pair.of(kind, folder)) {
            List<Object> messages = Arrays.asList(
                    null,
                    "",
                    "x",
                    "\ud800 alone",
                    1,
                    2L,
                    3.5,
                    true,
                    'c',
                    new ArrayList<>(List.of(1)));
            for (Object message : messages) {
                pair.client().send(message);
            }
            pair.client().sendBytes(new byte[0]);
            pair.client().send(new double[] {1.5, 2.5});
            for (Object message : messages) {
                assertThat(pair.server().receive(LIMIT)).isEqualTo(message);
            }
            assertThat(pair.server().receiveBytes(LIMIT)).isEmpty();
            assertThat(pair.server().receive(double[].class)).containsExactly(1.5, 2.5);
            pair.server().send("back");
            assertThat(pair.client().receive(String.class, LIMIT)).isEqualTo("back");
        }
    }

    @ParameterizedTest
    @EnumSource
    void pollTellsWithoutTaking(Kind kind) throws Exception {
        try (Pair pair = Pair.of(kind, folder)) {
            Connection end = pair.server();
            assertThat(end.poll()).isFalse();
            assertThat(end.poll(MOMENT)).isFalse();
            assertThatThrownBy(() -> end.receive(MOMENT)).isInstanceOf(TimeoutException.class);
            pair.client().send(1);
            pair.client().send(2);
            assertThat(end.poll(LIMIT)).isTrue();
            assertThat(end.poll()).isTrue();
            assertThat(end.receive(LIMIT)).isEqualTo(1);
            assertThat(end.receive(LIMIT)).isEqualTo(2);
            assertThat(end.poll()).isFalse();
        }
    }

    @ParameterizedTest
    @EnumSource
    void closedPeerIsNoticedAfterTheLastMessage(Kind kind) throws Exception {
        try (Pair pair = Pair.of(kind, folder)) {
            pair.client().send("one");
            pair.client().send("last");
            pair.client().close();
            pair.client().close();
            assertThat(pair.client().isClosed()).isTrue();
            assertThat(pair.server().receive(LIMIT)).isEqualTo("one");
            assertThat(pair.server().receive(LIMIT)).isEqualTo("last");
            assertThat(pair.server().poll(LIMIT)).isTrue();
            assertThat(pair.server().poll()).isFalse();
            assertThatThrownBy(() -> pair.server().receive(LIMIT))
                    .isInstanceOf(PeerLostException.class);
            assertThatThrownBy(() -> pair.server().send("x")).isInstanceOf(PeerLostException.class);
            assertThatThrownBy(() -> pair.client().send("x"))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("closed");
        }
    }

    @ParameterizedTest
    @EnumSource
    void messagesOfAPeerThatHasClosedArriveThoughASendFails(Kind kind) throws Exception {
        try (Pair pair = Pair.of(kind, folder)) {
            pair.client().send("one");
            pair.client().send("two");
            pair.client().close();
            assertThat(pair.server().receive(LIMIT)).isEqualTo("one");
            try {
                pair.server().send("nobody receives this");
            } catch (PeerLostException e) {
                assertThat(e).hasMessageContaining("closed");
            }
            assertThat(pair.server().receive(LIMIT)).isEqualTo("two");
        }
    }

    @ParameterizedTest
    @EnumSource
    void waitingReceiverLearnsThatItsPeerCloses(Kind kind) throws Exception {
        try (Pair pair = Pair.of(kind, folder)) {
            Background<Object> receiver = Background.<Object>start(
                            () -> pair.server().receive(Object.class))
                    .waits();
            pair.client().close();
            assertThatThrownBy(receiver::result).isInstanceOf(PeerLostException.class);
        }
    }

    /** Fills what is between the two ends. */
    private static int clog(Connection end) throws InterruptedException {
        int sent = 0;
        while (end.send(new byte[100_000], MOMENT)) {
            sent++;
        }
        return sent;
    }

    @ParameterizedTest
    @EnumSource
    void waitingSenderLearnsThatItsPeerCloses(Kind kind) throws Exception {
        try (Pair pair = Pair.of(kind, folder)) {
            clog(pair.client());
            Background<Boolean> sender = Background.start(
                            () -> pair.client().send(new byte[1 << 20], LIMIT))
                    .waits();
            pair.server().close();
            assertThatThrownBy(sender::result).isInstanceOf(PeerLostException.class);
        }
    }

    @ParameterizedTest
    @EnumSource
    void closingWakesAllThatWait(Kind kind) throws Exception {
        try (Pair pair = Pair.of(kind, folder)) {
            Connection end = pair.client();
            clog(end);
            List<Background<?>> waiting = List.of(
                    Background.start(() -> end.receive(Object.class)).waits(),
                    Background.start(() -> end.poll(LIMIT)).waits(),
                    Background.start(() -> end.send(new byte[20 << 20], LIMIT)).waits(),
                    Background.start(() -> end.send("y", LIMIT)).waits());
            end.close();
            for (Background<?> each : waiting) {
                assertThatThrownBy(each::result).isInstanceOf(IllegalStateException.class);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void interruptEndsAWaitAndNotTheConnection(Kind kind) throws Exception {
        try (Pair pair = Pair.of(kind, folder)) {
            Connection end = pair.client();
            assertAnswersInterrupt(() -> end.receive(Object.class));
            assertAnswersInterrupt(() -> end.poll(LIMIT));
            int sent = clog(end);
            assertAnswersInterrupt(() -> end.send(new byte[5 << 20], LIMIT));
            Background<Boolean> next = Background.start(() -> end.send("next", LIMIT));
            for (int i = 0; i < sent; i++) {
                assertThat(pair.server().receiveBytes(LIMIT)).hasSize(100_000);
            }
            // Those that were given up, though begun, do not arrive.
            assertThat(pair.server().receive(LIMIT)).isEqualTo("next");
            assertThat(next.result()).isTrue();
            pair.server().send("back");
            assertThat(end.receive(LIMIT)).isEqualTo("back");
        }
    }

    private static void assertAnswersInterrupt(java.util.concurrent.Callable<?> wait)
            throws Exception {
        Duration quickest = LIMIT;
        for (int i = 0; i < ATTEMPTS && quickest.compareTo(SOON) > 0; i++) {
            Duration took = Background.start(wait).waits().interrupt();
            quickest = took.compareTo(quickest) < 0 ? took : quickest;
        }
        assertThat(quickest).isLessThanOrEqualTo(SOON);
    }

    @ParameterizedTest
    @EnumSource
    void largeMessagesPassWhole(Kind kind) throws Exception {
        try (Pair pair = Pair.of(kind, folder)) {
            byte[] large = new byte[64 << 20];
            new Random(42).nextBytes(large);
            Background<byte[]> echo = Background.start(() -> {
                byte[] got = pair.server().receiveBytes(LIMIT);
                pair.server().sendBytes(got);
                return got;
            });
            assertThat(pair.client().send(large, LIMIT)).isTrue();
            assertThat(Arrays.equals(large, pair.client().receiveBytes(LIMIT))).isTrue();
            assertThat(echo.result()).hasSize(64 << 20);
        }
    }

    @ParameterizedTest
    @EnumSource
    void messageThatIsTooLargeForThePeerIsRefusedWhereItIsSent(Kind kind) throws Exception {
        ConnectionOptions small = ConnectionOptions.of(KEY).maxMessageBytes(1000);
        try (Pair pair = Pair.of(kind, folder, ConnectionOptions.of(KEY), small)) {
            assertThatThrownBy(() -> pair.client().send(new byte[1001]))
                    .isInstanceOf(NotTransferableException.class)
                    .hasMessageContaining("1001 bytes")
                    .hasMessageContaining("at most 1000")
                    .hasMessageContaining("[FUR-505]");
            pair.client().send(new byte[1000]);
            assertThat(pair.server().receiveBytes(LIMIT)).hasSize(1000);
            pair.server().send(new byte[100_000]);
            assertThat(pair.client().receiveBytes(LIMIT)).hasSize(100_000);
        }
        assertThatThrownBy(() -> ConnectionOptions.of(KEY).maxMessageBytes(0))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @EnumSource
    void messagesOfConcurrentSendersDoNotMix(Kind kind) throws Exception {
        int senders = 4;
        int count = 200;
        try (Pair pair = Pair.of(kind, folder)) {
            List<Background<Boolean>> all = new ArrayList<>();
            for (int s = 0; s < senders; s++) {
                byte who = (byte) s;
                all.add(Background.start(() -> {
                    Random random = new Random(who);
                    for (int i = 0; i < count; i++) {
                        byte[] message = new byte[2 + random.nextInt(150_000)];
                        Arrays.fill(message, (byte) i);
                        message[0] = who;
                        pair.client().sendBytes(message);
                    }
                    return true;
                }));
            }
            int[] next = new int[senders];
            for (int i = 0; i < senders * count; i++) {
                byte[] message = pair.server().receiveBytes(LIMIT);
                byte expected = (byte) next[message[0]]++;
                for (int at = 1; at < message.length; at++) {
                    if (message[at] != expected) {
                        throw new AssertionError("mixed at " + at + " of " + message.length);
                    }
                }
            }
            for (Background<Boolean> each : all) {
                assertThat(each.result()).isTrue();
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void eachMessageGoesToOneOfManyReceivers(Kind kind) throws Exception {
        try (Pair pair = Pair.of(kind, folder)) {
            List<Background<Long>> receivers = new ArrayList<>();
            for (int r = 0; r < 3; r++) {
                receivers.add(Background.start(() -> {
                    long sum = 0;
                    for (int n = pair.server().receive(Integer.class, LIMIT);
                            n >= 0;
                            n = pair.server().receive(Integer.class, LIMIT)) {
                        sum += n;
                    }
                    return sum;
                }));
            }
            for (int i = 0; i < 3000; i++) {
                pair.client().send(i);
            }
            long sum = 0;
            for (int r = 0; r < receivers.size(); r++) {
                pair.client().send(-1);
            }
            for (Background<Long> receiver : receivers) {
                sum += receiver.result();
            }
            assertThat(sum).isEqualTo(2999L * 3000 / 2);
        }
    }

    /* What a peer may send. */

    @ParameterizedTest
    @EnumSource
    void plainValuesOfTheJdkAreAllowed(Kind kind) throws Exception {
        List<Object> values = new ArrayList<>(List.of(
                List.of(1, "two", 3.0),
                Set.of("a", "b"),
                Map.of("k", List.of(Instant.EPOCH, Duration.ofDays(1))),
                new HashMap<>(Map.of(1, 2)),
                new TreeMap<>(Map.of("x", 0)),
                new LinkedHashSet<>(List.of(1, 2)),
                new ConcurrentHashMap<>(Map.of(1, 1)),
                new EnumMap<>(Map.of(TimeUnit.DAYS, 1)),
                EnumSet.of(TimeUnit.DAYS, TimeUnit.HOURS),
                Collections.unmodifiableList(new ArrayList<>(List.of(1))),
                Collections.emptyMap(),
                Arrays.asList("a", "b"),
                BigDecimal.valueOf(12345, 2),
                UUID.randomUUID(),
                LocalDate.EPOCH,
                ZonedDateTime.of(2020, 1, 2, 3, 4, 5, 6, ZoneId.of("Europe/Berlin")),
                Locale.GERMANY,
                URI.create("https://example.org/"),
                TimeUnit.SECONDS));
        try (Pair pair = Pair.of(kind, folder)) {
            for (Object value : values) {
                pair.client().send(value);
                assertThat(pair.server().receive(LIMIT)).isEqualTo(value);
            }
            pair.client().send(new TreeMap<>(Comparator.<String>reverseOrder()));
            assertThat(pair.server().receive(LIMIT)).isEqualTo(Map.of());
            pair.client().send(new String[][] {{"a"}, {"b", null}});
            assertThat(pair.server().receive(String[][].class))
                    .isDeepEqualTo(new String[][] {{"a"}, {"b", null}});
            pair.client().send(new ArrayDeque<>(List.of(1, 2)));
            assertThat(pair.server().receive(ArrayDeque.class).size()).isEqualTo(2);
            pair.client().send(new IllegalStateException("why", new IOException("because")));
            assertThat(pair.server().receive(IllegalStateException.class))
                    .hasMessage("why")
                    .hasRootCauseInstanceOf(IOException.class);
        }
    }

    @ParameterizedTest
    @EnumSource
    void classThatIsNotAllowedIsNamedAndTheConnectionGoesOn(Kind kind) throws Exception {
        int before = Gadget.RUN.get();
        try (Pair pair = Pair.of(kind, folder)) {
            for (Object message :
                    List.of(new Gadget(), List.of(1, new Gadget()), new Gadget[] {new Gadget()})) {
                pair.client().send(message);
                assertThatThrownBy(() -> pair.server().receive(LIMIT))
                        .isInstanceOf(MessageFormatException.class)
                        .hasMessageContaining(Gadget.class.getName() + " is not allowed")
                        .hasMessageContaining("ConnectionOptions.allow")
                        .hasMessageContaining("[FUR-504]");
            }
            pair.client().send((Comparator<String> & Serializable) String::compareTo);
            assertThatThrownBy(() -> pair.server().receive(LIMIT))
                    .hasMessageContaining("SerializedLambda is not allowed");
            pair.client().send("still there");
            assertThat(pair.server().receive(LIMIT)).isEqualTo("still there");
        }
        assertThat(Gadget.RUN).hasValue(before);
    }

    @ParameterizedTest
    @EnumSource
    void classesThatAreAllowedArrive(Kind kind) throws Exception {
        ConnectionOptions options = ConnectionOptions.of(KEY)
                .allow(Point.class)
                .allow(Derived[].class)
                .filter(ObjectInputFilter.Config.createFilter(Gadget.class.getName() + ";!*"));
        try (Pair pair = Pair.of(kind, folder, ConnectionOptions.of(KEY), options)) {
            pair.client().send(new Point(1, 2));
            assertThat(pair.server().receive(LIMIT)).isEqualTo(new Point(1, 2));
            pair.client().send(new Point[] {new Point(1, 2)});
            assertThat(pair.server().receive(Point[].class)).containsExactly(new Point(1, 2));
            pair.client().send(new Derived(7));
            assertThat(((Base) pair.server().receive(Derived.class)).number).isEqualTo(7);
            pair.client().send(new Gadget());
            assertThat(pair.server().receive(LIMIT)).isInstanceOf(Gadget.class);
            pair.server().send(new Point(1, 2)); // the other side has terms of its own
            assertThatThrownBy(() -> pair.client().receive(LIMIT))
                    .hasMessageContaining("Point is not allowed");
        }
    }

    @ParameterizedTest
    @EnumSource
    void connectionCannotBeSent(Kind kind) throws Exception {
        try (Pair pair = Pair.of(kind, folder);
                Pipe pipe = Pipe.duplex()) {
            assertThatThrownBy(() -> pipe.parent().send(pair.client()))
                    .isInstanceOf(NotTransferableException.class)
                    .hasMessageContaining("[FUR-506]");
            assertThat(pair.client().toString()).startsWith("Connection[socket, the listener ");
        }
    }
}
