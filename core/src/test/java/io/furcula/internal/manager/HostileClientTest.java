package io.furcula.internal.manager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.furcula.AuthKey;
import io.furcula.Client;
import io.furcula.Connection;
import io.furcula.PeerLostException;
import io.furcula.RemoteException;
import io.furcula.manager.ManagedProxy;
import io.furcula.manager.ManagedQueue;
import io.furcula.manager.Manager;
import io.furcula.manager.Namespace;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.Lock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A client that has the key, and says what it likes: it gets no further than its proxies would. */
@Timeout(60)
class HostileClientTest {

    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final byte[] SESSION = "a client of ours".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] NO_TOKEN = new byte[Wire.TOKEN_BYTES];

    /** Of the class of an object that is registered, and serialisable. */
    interface Counter {
        int count();

        Object echo(Object value);
    }

    record Counted(int count) implements Counter, Serializable {
        @Override
        public Object echo(Object value) {
            return value;
        }
    }

    private final AuthKey key = AuthKey.random();
    private Manager manager;
    private Connection first;
    private Connection connection;
    private long calls;

    @BeforeEach
    void connect() throws Exception {
        manager = Manager.builder()
                .authKey(key)
                .register("counter", Counter.class, () -> new Counted(3))
                .serve();
        first = open();
        first.sendBytes(opening(Wire.OPEN, SESSION));
        assertThat(first.receiveBytes(LIMIT)).hasSize(Wire.ID_BYTES);
        connection = join();
    }

    private Connection open() throws InterruptedException {
        return Client.connect(manager.address(), key);
    }

    private Connection join() throws InterruptedException {
        Connection joined = open();
        joined.sendBytes(opening(Wire.JOIN, SESSION));
        return joined;
    }

    private static byte[] opening(byte op, byte[] session) {
        return Wire.message(out -> {
            out.writeByte(op);
            out.write(session);
            out.write(NO_TOKEN);
        });
    }

    @AfterEach
    void close() {
        assertThat(manager.value(1).get()).as("the server goes on").isEqualTo(1);
        connection.close();
        first.close();
        manager.close();
    }

    private static long number(Object proxy) {
        return ((ManagedProxy) proxy).objectNumber();
    }

    private void send(long id, String signature, byte[]... arguments) throws InterruptedException {
        long call = ++calls;
        connection.sendBytes(Wire.message(out -> call(out, call, id, signature, arguments)));
    }

    private static void call(
            DataOutputStream out, long call, long id, String signature, byte[]... arguments)
            throws IOException {
        out.writeByte(Wire.CALL);
        out.writeLong(call);
        out.writeLong(id);
        out.writeLong(0);
        out.writeLong(1);
        out.writeUTF(signature);
        out.writeByte(arguments.length);
        for (byte[] argument : arguments) {
            Wire.writeBytes(out, argument);
        }
    }

    private Answer answer() throws Exception {
        return Answer.read(connection.receiveBytes(LIMIT));
    }

    private static byte[] encode(Object value) {
        return Wire.encode(value, "argument", o -> o);
    }

    private void isClosed(Connection refused) {
        assertThatThrownBy(() -> refused.receiveBytes(LIMIT)).isInstanceOf(PeerLostException.class);
        refused.close();
    }

    @Test
    void reachesNoMethodThatIsNotOfTheInterface() throws Exception {
        Namespace namespace = manager.namespace();
        for (String signature : List.of(
                "getClass()",
                "notifyAll()",
                "wait()",
                "hashCode()",
                "clone()",
                "check(java.lang.String,)")) {
            send(number(namespace), signature);
            Answer answer = answer();
            assertThat(answer.status()).isEqualTo(Wire.REFUSED);
            assertThat(answer.refusal())
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("FUR-604");
        }
        send(number(namespace), "get(java.lang.String,)");
        assertThat(answer().refusal()).hasMessageContaining("FUR-604");
    }

    @Test
    void reachesNoObjectThatIsNotThere() throws Exception {
        send(4711, "toString()");
        assertThat(answer().refusal())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("FUR-603");
    }

    @Test
    void isNotTheOwner() throws Exception {
        send(Wire.CONTROL, "shutdown()");
        assertThat(failure(answer())).hasMessageContaining("FUR-606");
        send(
                Wire.CONTROL,
                "createOwn(java.lang.String,[B,)",
                encode(Namespace.class.getName()),
                encode(new byte[1]));
        assertThat(failure(answer())).hasMessageContaining("FUR-606");
    }

    private static Throwable failure(Answer answer) {
        assertThat(answer.status()).isEqualTo(Wire.THREW);
        Object description =
                Reading.read(answer.value(), (id, type) -> type, Wire.CLASSES, null, "the server");
        assertThat(description).isInstanceOf(RemoteException.class);
        return (Throwable) description;
    }

    @Test
    void sendsAnObjectOfAClassNobodyHasAllowedNotEvenBesideAReferenceToOne() throws Exception {
        Counter counter = manager.create("counter", Counter.class);
        assertThat(counter.echo(counter)).isSameAs(counter);
        byte[] both = Wire.encode(
                List.of(counter, new Counted(1)),
                "argument",
                o -> o instanceof ProxyHandle handle ? handle.reference() : o);
        send(number(counter), "echo(java.lang.Object,)", both);
        assertThat(answer().refusal())
                .hasMessageContaining("FUR-504")
                .hasMessageContaining(Counted.class.getName() + " is not allowed");
        assertThat(counter.count()).isEqualTo(3);
    }

    @Test
    void getsNothingWithoutASession() throws Exception {
        Connection stranger = open();
        stranger.sendBytes(
                opening(Wire.JOIN, "another of those".getBytes(StandardCharsets.US_ASCII)));
        isClosed(stranger);
        Connection mute = open();
        mute.sendBytes(Wire.message(out -> call(out, 1, Wire.CONTROL, "numberOfObjects()")));
        isClosed(mute);
        Connection twin = open();
        twin.sendBytes(opening(Wire.OPEN, SESSION));
        isClosed(twin);
        Connection object = open();
        object.send("text");
        isClosed(object);
    }

    @Test
    void lengthsThatAreNotInTheMessageEndTheConnection() throws Exception {
        connection.sendBytes(Wire.message(out -> {
            call(out, 1, Wire.CONTROL, "numberOfObjects()");
            out.writeInt(1);
        }));
        assertThat(answer().status()).isEqualTo(Wire.RETURNED);
        connection.sendBytes(Wire.message(out -> {
            out.writeByte(Wire.CALL);
            out.write(new byte[4 * Long.BYTES]);
            out.writeUTF("pin(long,)");
            out.writeByte(1);
            out.writeInt(Integer.MAX_VALUE);
        }));
        isClosed(connection);
    }

    @Test
    void elementThatItTakesAndNeverReceivesGoesBackToTheHead() throws Exception {
        ManagedQueue<String> queue = manager.queue();
        queue.put("first");
        queue.put("second");
        send(number(queue), "take()");
        assertThat(answer().needsAck()).isTrue();
        assertThat(queue).containsExactly("second");
        connection.close();
        assertThat(queue.take()).isIn("first", "second");
        while (queue.isEmpty()) {
            Thread.onSpinWait();
        }
        assertThat(queue).hasSize(1);
    }

    @Test
    void elementThatItHasReceivedIsItsOwn() throws Exception {
        ManagedQueue<String> queue = manager.queue();
        queue.put("first");
        send(number(queue), "take()");
        long call = calls;
        assertThat(answer().needsAck()).isTrue();
        connection.sendBytes(Wire.message(out -> {
            out.writeByte(Wire.ACK);
            out.writeLong(call);
        }));
        first.close(); // the server ends the session, once it has read all that came before
        assertThat(queue.poll(200, TimeUnit.MILLISECONDS)).isNull();
    }

    @Test
    void lockThatItHasWhenItsSessionEndsIsFree() throws Exception {
        Lock lock = manager.lock();
        send(number(lock), "lock()");
        assertThat(answer().status()).isEqualTo(Wire.RETURNED);
        assertThat(lock.tryLock()).isFalse();
        first.close();
        assertThat(lock.tryLock(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
        lock.unlock();
    }

    @Test
    void callThatItCancelsEnds() throws Exception {
        ManagedQueue<String> queue = manager.queue();
        send(number(queue), "take()");
        long call = calls;
        assertThatThrownBy(() -> connection.receiveBytes(Duration.ofMillis(20)))
                .isInstanceOf(TimeoutException.class);
        connection.sendBytes(Wire.message(out -> {
            out.writeByte(Wire.CANCEL);
            out.writeLong(call);
        }));
        assertThat(failure(answer()).toString()).contains("InterruptedException");
        queue.put("still here");
        send(number(queue), "poll()");
        assertThat(answer().status()).isEqualTo(Wire.RETURNED);
    }
}
