package io.furcula.internal.connect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Who does not have the key gets nowhere, whatever it has overheard. */
class HandshakeTest {

    private static final byte[] KEY = new byte[32];
    private static final int ROLE = 8;
    private static final int LIMIT = 12;

    private static Terms terms(byte[] key, int maxBytes) {
        return new Terms(key, Set.of(), null, maxBytes);
    }

    private static byte[] said(Handshake from) {
        ByteBuffer bytes = from.outgoing();
        byte[] said = new byte[bytes.remaining()];
        bytes.get(said);
        return said;
    }

    private static void say(Handshake to, byte[] bytes) throws HandshakeException {
        assertThat(to.incoming().remaining()).isEqualTo(bytes.length);
        to.incoming().put(bytes);
        to.received();
    }

    @Test
    void sameKeyIsProvedBothWays() throws Exception {
        Handshake client = Handshake.client(terms(KEY, 1000));
        Handshake listener = Handshake.listener(terms(KEY, 2000));
        assertThat(listener.outgoing().hasRemaining()).isFalse();
        say(listener, said(client));
        say(client, said(listener));
        say(listener, said(client));
        assertThat(listener.isDone()).isTrue();
        assertThat(client.isDone()).isFalse();
        say(client, said(listener));
        assertThat(client.isDone()).isTrue();
        assertThat(client.peerMaxBytes()).isEqualTo(2000);
        assertThat(listener.peerMaxBytes()).isEqualTo(1000);
    }

    @Test
    void listenerRefusesAnotherKeyAndSaysSo() throws Exception {
        Handshake client = Handshake.client(terms(new byte[] {1}, 1000));
        Handshake listener = Handshake.listener(terms(KEY, 1000));
        say(listener, said(client));
        say(client, said(listener));
        assertThatThrownBy(() -> say(listener, said(client)))
                .isInstanceOf(HandshakeException.class)
                .matches(e -> ((HandshakeException) e).isAboutKeys());
        assertThat(listener.isDone()).isFalse();
        assertThatThrownBy(() -> say(client, said(listener)))
                .hasMessageContaining("the listener refuses the key");
        assertThat(client.isDone()).isFalse();
    }

    @Test
    void clientRefusesAListenerWithoutTheKey() throws Exception {
        Handshake client = Handshake.client(terms(KEY, 1000));
        Handshake liar = Handshake.listener(terms(new byte[] {1}, 1000));
        say(liar, said(client));
        say(client, said(liar));
        said(client); // its proof, from which the liar learns nothing
        byte[] wrong = new byte[Handshake.PROOF_BYTES];
        wrong[0] = 'P';
        assertThatThrownBy(() -> say(client, wrong))
                .hasMessageContaining("the listener has another key");
        assertThat(client.isDone()).isFalse();
    }

    @Test
    void whatWasOverheardIsOfNoUseInAnotherHandshake() throws Exception {
        Handshake client = Handshake.client(terms(KEY, 1000));
        Handshake listener = Handshake.listener(terms(KEY, 1000));
        byte[] clientHello = said(client);
        say(listener, clientHello);
        byte[] listenerHello = said(listener);
        say(client, listenerHello);
        byte[] clientProof = said(client);
        say(listener, clientProof);
        byte[] listenerProof = said(listener);

        Handshake nextListener = Handshake.listener(terms(KEY, 1000));
        say(nextListener, clientHello);
        assertThatThrownBy(() -> say(nextListener, clientProof)).matches(this::isAboutKeys);

        Handshake nextClient = Handshake.client(terms(KEY, 1000));
        say(nextClient, listenerHello);
        assertThatThrownBy(() -> say(nextClient, listenerProof)).matches(this::isAboutKeys);
    }

    private boolean isAboutKeys(Throwable e) {
        return ((HandshakeException) e).isAboutKeys();
    }

    @Test
    void nobodyIsSentBackWhatItHasSaidItself() throws Exception {
        Handshake client = Handshake.client(terms(KEY, 1000));
        byte[] hello = said(client);
        assertThatThrownBy(() -> say(client, hello.clone())).matches(e -> !isAboutKeys(e));

        Handshake other = Handshake.client(terms(KEY, 1000));
        byte[] reflected = said(other);
        reflected[ROLE] = 'L';
        say(other, reflected);
        byte[] proof = said(other);
        assertThatThrownBy(() -> say(other, proof)).matches(this::isAboutKeys);

        Handshake listener = Handshake.listener(terms(KEY, 1000));
        Handshake second = Handshake.listener(terms(KEY, 1000));
        say(second, said(Handshake.client(terms(KEY, 1000))));
        byte[] fromSecond = said(second);
        assertThatThrownBy(() -> say(listener, fromSecond)).matches(e -> !isAboutKeys(e));
    }

    @Test
    void proofOfTwoClientsAtOnceIsNotExchanged() throws Exception {
        // A man in the middle lets a client and a listener talk to him, each in the other's name.
        Handshake client = Handshake.client(terms(KEY, 1000));
        Handshake listener = Handshake.listener(terms(KEY, 1000));
        byte[] hello = said(client);
        hello[LIMIT] = 0x7f; // so that the listener sends more than the client takes
        say(listener, hello);
        say(client, said(listener));
        assertThatThrownBy(() -> say(listener, said(client))).matches(this::isAboutKeys);
    }

    @Test
    void somethingElseIsRecognisedByItsFirstBytes() {
        Handshake client = Handshake.client(terms(KEY, 1000));
        client.incoming().put(new byte[] {'H', 'T', 'T', 'P'});
        assertThatThrownBy(client::received).matches(e -> !isAboutKeys(e));
    }

    @Test
    void otherVersionIsNamed() {
        Handshake listener = Handshake.listener(terms(KEY, 1000));
        byte[] hello = said(Handshake.client(terms(KEY, 1000)));
        hello[7] = 9;
        assertThatThrownBy(() -> say(listener, hello))
                .hasMessageContaining("version 9")
                .matches(e -> !isAboutKeys(e));
        assertThat(listener.outgoing().remaining())
                .as("the client is told our version")
                .isEqualTo(Handshake.HELLO_BYTES);
    }
}
