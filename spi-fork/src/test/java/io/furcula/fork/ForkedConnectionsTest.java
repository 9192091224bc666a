package io.furcula.fork;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.furcula.AuthKey;
import io.furcula.Client;
import io.furcula.Connection;
import io.furcula.ConnectionFailedException;
import io.furcula.ConnectionOptions;
import io.furcula.Listener;
import io.furcula.PeerLostException;
import io.furcula.Process;
import io.furcula.Queue;
import io.furcula.testkit.Await;
import io.furcula.testkit.Deadline;
import io.furcula.testkit.LeakCheck;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A forked child leaves its parent's listeners and connections alone, and has its own. */
@ExtendWith({Deadline.class, LeakCheck.class})
class ForkedConnectionsTest {

    private static final Duration LIMIT = Duration.ofSeconds(Await.LIMIT_SECONDS);

    private final AuthKey key = AuthKey.random();
    private Listener listener;
    private Connection client;
    private Connection server;

    @BeforeEach
    void connect() throws Exception {
        listener = Listener.unix(key);
        FutureTask<Connection> connecting =
                background(() -> Client.connect(listener.address(), key, LIMIT));
        server = listener.accept(LIMIT);
        client = result(connecting);
    }

    @AfterEach
    void close() {
        client.close();
        server.close();
        listener.close();
    }

    private static <T> FutureTask<T> background(java.util.concurrent.Callable<T> work) {
        FutureTask<T> task = new FutureTask<>(work);
        new Thread(task).start();
        return task;
    }

    private static <T> T result(FutureTask<T> task) throws Exception {
        return task.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
    }

    private static void awaitNative(Thread thread) {
        Await.until(
                "a thread to wait for its peer",
                () -> thread.getStackTrace().length > 0
                        && thread.getStackTrace()[0].isNativeMethod(),
                () -> String.valueOf(thread));
    }

    @Test
    void childIsToldThatTheyAreItsParentsAndClosesNone() throws Exception {
        String told = Forks.ask(() -> {
            IllegalStateException e =
                    assertThrows(IllegalStateException.class, () -> client.send("from the child"));
            assertThrows(IllegalStateException.class, () -> listener.accept(LIMIT));
            client.close();
            server.close();
            listener.close();
            return e.getMessage();
        });
        assertTrue(told.contains("[FUR-506]"), told);
        client.send("from the parent");
        assertEquals("from the parent", server.receive(LIMIT));
        FutureTask<Connection> connecting =
                background(() -> Client.connect(listener.address(), key, LIMIT));
        listener.accept(LIMIT).close();
        result(connecting).close();
    }

    @Test
    void childConnectsWhileThreadsOfItsParentWait() throws Exception {
        FutureTask<Object> receiving = new FutureTask<>(() -> server.receive(Object.class));
        Thread receiver = new Thread(receiving);
        receiver.start();
        FutureTask<Connection> accepting = new FutureTask<>(() -> listener.accept(LIMIT));
        Thread accepter = new Thread(accepting);
        accepter.start();
        awaitNative(receiver);
        awaitNative(accepter);
        try (Process child = Forks.start(() -> {
            try (Connection own = Client.connect(listener.address(), key, LIMIT);
                    Listener ownListener = Listener.unix(key)) {
                own.send("from the child, which has " + ownListener.lastAccepted());
                assertEquals("back", own.receive(LIMIT));
            }
        })) {
            try (Connection fromChild = result(accepting)) {
                assertEquals("from the child, which has Optional.empty", fromChild.receive(LIMIT));
                fromChild.send("back");
                Forks.succeeds(child);
                assertThrows(PeerLostException.class, () -> fromChild.receive(LIMIT));
            }
        }
        client.send("to the thread that waits");
        assertEquals("to the thread that waits", result(receiving));
    }

    /** A child that sleeps until the queue has something. */
    private static Process sleepingChild(Queue<String> gate) {
        return Forks.start(gate::take);
    }

    @Test
    void childHasNoneOfTheSocketsThoughThreadsOfItsParentWait() throws Exception {
        FutureTask<Object> receiving = new FutureTask<>(() -> server.receive(Object.class));
        Thread receiver = new Thread(receiving);
        receiver.start();
        FutureTask<Connection> accepting = new FutureTask<>(() -> listener.accept(LIMIT));
        Thread accepter = new Thread(accepting);
        accepter.start();
        awaitNative(receiver);
        awaitNative(accepter);
        long sockets = sockets();
        assertTrue(sockets >= 3, () -> sockets + " sockets");
        long inChild = Forks.ask(ForkedConnectionsTest::sockets);
        // Besides these three a child has only that to its parent.
        assertTrue(inChild <= sockets - 2, () -> inChild + " sockets of " + sockets);
        client.send("still there");
        assertEquals("still there", result(receiving));
        listener.close();
        assertThrows(ExecutionException.class, () -> result(accepting));
    }

    private static long sockets() throws IOException {
        try (Stream<Path> all = Files.list(Path.of("/proc/self/fd"))) {
            return all.filter(fd -> {
                        try {
                            return Files.readSymbolicLink(fd).toString().startsWith("socket:");
                        } catch (IOException e) {
                            return false; // that of the folder itself
                        }
                    })
                    .count();
        }
    }

    @Test
    void peerLearnsThatTheParentClosesThoughAChildLives() throws Exception {
        try (Queue<String> gate = Queue.create();
                Process child = sleepingChild(gate)) {
            client.close();
            assertThrows(PeerLostException.class, () -> server.receive(LIMIT));
            assertThrows(PeerLostException.class, () -> server.send("nobody receives"));
            gate.put("go");
            Forks.succeeds(child);
        }
    }

    @Test
    void portIsFreeThoughAChildLives() throws Exception {
        try (Queue<String> gate = Queue.create()) {
            Listener tcp = Listener.tcp(0, key);
            SocketAddress address = tcp.address();
            try (Process child = sleepingChild(gate)) {
                tcp.close();
                assertThrows(
                        ConnectionFailedException.class, () -> Client.connect(address, key, LIMIT));
                Listener.bind(address, ConnectionOptions.of(key)).close();
                gate.put("go");
                Forks.succeeds(child);
            }
        }
    }
}
