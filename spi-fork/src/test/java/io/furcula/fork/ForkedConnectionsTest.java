package io.furcula.fork;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.furcula.AuthKey;
import io.furcula.Client;
import io.furcula.Connection;
import io.furcula.Listener;
import io.furcula.PeerLostException;
import io.furcula.Process;
import io.furcula.Queue;
import io.furcula.testkit.Await;
import io.furcula.testkit.Deadline;
import io.furcula.testkit.LeakCheck;
import java.time.Duration;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
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

    @Test
    void peerLearnsThatTheParentClosesThoughAChildLives() throws Exception {
        try (Queue<String> gate = Queue.create();
                Process child = Forks.start(gate::take)) {
            client.close();
            assertThrows(PeerLostException.class, () -> server.receive(LIMIT));
            assertThrows(PeerLostException.class, () -> server.send("nobody receives"));
            gate.put("go");
            Forks.succeeds(child);
        }
    }
}
