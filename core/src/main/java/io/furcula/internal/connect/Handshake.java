package io.furcula.internal.connect;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * What both sides say before the first message: who they are, and that they have the same key. All of
 * fixed length, so nobody believes a length that somebody unknown says. Big-endian.
 *
 * <pre>
 *   client                       listener
 *     |------- HELLO --------------&gt;|
 *     |&lt;------ HELLO ---------------|
 *     |------- PROOF --------------&gt;|    the listener closes if it is wrong, after a PROOF that says so
 *     |&lt;------ PROOF ---------------|    the client closes if it is wrong
 *
 *  HELLO
 *  offset  bytes  field
 *       0      4  MAGIC    "FURS"
 *       4      4  VERSION  1
 *       8      1  ROLE     'C' = client, 'L' = listener
 *       9      1  ORDER    'B' or 'L': the byte order of the contents of messages
 *      10      2  reserved
 *      12      4  LIMIT    the largest content of a message that this side takes
 *      16     32  NONCE    random
 *
 *  PROOF
 *  offset  bytes  field
 *       0      1  VERDICT  'P' = a proof follows, 'R' = your proof is refused
 *       1     32  PROOF    HMAC-SHA256 with the key over ROLE of who sends it, client's HELLO, listener's HELLO
 * </pre>
 *
 * <p><b>Thread safety:</b> none.
 */
/*
 * Why nobody without the key gets through:
 *   - The proof is over both nonces, so one that was overheard is of no use in another handshake.
 *   - It is over the role, so a side cannot be sent its own proof back; nor its own HELLO, which has the
 *     wrong role.
 *   - It is over all that was said, so limits and versions cannot be changed on the way.
 *   - The client proves first: a listener tells those that do not have the key nothing to guess it from.
 * What follows is neither encrypted nor signed: on a network between hosts, that is for a tunnel to do.
 */
final class Handshake {

    static final int HELLO_BYTES = 48;
    static final int PROOF_BYTES = 33;

    private static final int MAGIC = 0x46555253;
    private static final int VERSION = 1;
    private static final byte CLIENT = 'C';
    private static final byte LISTENER = 'L';
    private static final byte PROVES = 'P';
    private static final byte REFUSES = 'R';
    private static final int NONCE_BYTES = 32;
    private static final int LIMIT_OFFSET = 12;
    private static final int ROLE_OFFSET = 8;
    private static final int ORDER_OFFSET = 9;
    private static final String ALGORITHM = "HmacSHA256";
    private static final byte[] LABEL =
            "io.furcula connection 1".getBytes(StandardCharsets.US_ASCII);

    private static final SecureRandom RANDOM = new SecureRandom();

    private final byte role;
    private final byte[] key;
    private final byte[] ownHello;
    private byte @Nullable [] peerHello;
    private boolean done;

    private final ByteBuffer incoming = ByteBuffer.allocate(HELLO_BYTES);
    private ByteBuffer outgoing;

    private Handshake(byte role, Terms terms) {
        this.role = role;
        this.key = terms.key();
        byte[] nonce = new byte[NONCE_BYTES];
        RANDOM.nextBytes(nonce);
        this.ownHello = ByteBuffer.allocate(HELLO_BYTES)
                .putInt(MAGIC)
                .putInt(VERSION)
                .put(role)
                .put(ownOrder())
                .putShort((short) 0)
                .putInt(terms.maxMessageBytes())
                .put(nonce)
                .array();
        this.outgoing = ByteBuffer.wrap(role == CLIENT ? ownHello : new byte[0]);
        incoming.limit(HELLO_BYTES);
    }

    private static byte ownOrder() {
        return (byte) (ByteOrder.nativeOrder() == ByteOrder.BIG_ENDIAN ? 'B' : 'L');
    }

    static Handshake client(Terms terms) {
        return new Handshake(CLIENT, terms);
    }

    static Handshake listener(Terms terms) {
        return new Handshake(LISTENER, terms);
    }

    /** {@return what is to be written before anything is read} Its user writes it. */
    ByteBuffer outgoing() {
        return outgoing;
    }

    /** {@return where what is read is to go} Has room for just as much as the peer may say now. */
    ByteBuffer incoming() {
        return incoming;
    }

    /** {@return whether both sides have proved that they have the key} */
    boolean isDone() {
        return done;
    }

    /** {@return the largest content of a message that the peer takes} */
    int peerMaxBytes() {
        return ByteBuffer.wrap(known(peerHello)).getInt(LIMIT_OFFSET);
    }

    /**
     * Goes on with what was read into {@link #incoming()}, if that is enough.
     *
     * @throws HandshakeException if there is nothing to be had from this peer; what is {@link
     *     #outgoing()} is still to be written
     */
    void received() throws HandshakeException {
        if (peerHello == null && incoming.position() >= Integer.BYTES) {
            checkMagic(); // who speaks something else may wait for an answer, and so say no more
        }
        if (!incoming.hasRemaining()) {
            proceed();
        }
    }

    private void checkMagic() throws HandshakeException {
        if (incoming.getInt(0) != MAGIC) {
            throw otherProtocol();
        }
    }

    private HandshakeException otherProtocol() {
        return HandshakeException.otherProtocol("the other side does not say hello as a "
                + (role == CLIENT ? "Listener" : "Client")
                + " of Furcula does");
    }

    private void proceed() throws HandshakeException {
        byte[] said = Arrays.copyOf(incoming.array(), incoming.limit());
        incoming.clear().limit(PROOF_BYTES);
        if (peerHello == null) {
            outgoing = ByteBuffer.wrap(role == LISTENER ? ownHello : new byte[0]);
            check(ByteBuffer.wrap(said));
            peerHello = said;
            if (role == CLIENT) {
                outgoing = proof();
            }
            return;
        }
        if (said[0] == REFUSES) {
            throw HandshakeException.otherKey("the listener refuses the key of this client");
        }
        byte peer = role == CLIENT ? LISTENER : CLIENT;
        byte[] proof = Arrays.copyOfRange(said, 1, PROOF_BYTES);
        if (said[0] != PROVES || !MessageDigest.isEqual(proof, mac(peer))) {
            if (role == LISTENER) {
                outgoing = ByteBuffer.allocate(PROOF_BYTES).put(0, REFUSES);
                throw HandshakeException.otherKey("a client has another key");
            }
            throw HandshakeException.otherKey("the listener has another key than this client");
        }
        if (role == LISTENER) {
            outgoing = proof();
        }
        done = true;
    }

    private void check(ByteBuffer hello) throws HandshakeException {
        byte peer = role == CLIENT ? LISTENER : CLIENT;
        if (hello.get(ROLE_OFFSET) != peer) {
            throw otherProtocol();
        }
        if (hello.getInt(4) != VERSION) {
            throw HandshakeException.otherProtocol("the other side speaks version "
                    + hello.getInt(4)
                    + " of the protocol, this one speaks "
                    + VERSION);
        }
        if (hello.get(ORDER_OFFSET) != ownOrder()) {
            throw HandshakeException.otherProtocol("the other side has another byte order");
        }
        if (hello.getInt(LIMIT_OFFSET) < 0) {
            throw HandshakeException.otherProtocol(
                    "the other side takes messages of " + hello.getInt(LIMIT_OFFSET) + " bytes");
        }
    }

    private ByteBuffer proof() {
        return ByteBuffer.allocate(PROOF_BYTES).put(PROVES).put(mac(role)).flip();
    }

    private byte[] mac(byte prover) {
        byte[] peer = known(peerHello);
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(key, ALGORITHM));
            mac.update(LABEL);
            mac.update(prover);
            mac.update(role == CLIENT ? ownHello : peer);
            mac.update(role == CLIENT ? peer : ownHello);
            return mac.doFinal();
        } catch (GeneralSecurityException e) {
            throw new AssertionError("every JDK has " + ALGORITHM, e);
        }
    }

    private static byte[] known(byte @Nullable [] hello) {
        if (hello == null) {
            throw new IllegalStateException("the peer has not said hello");
        }
        return hello;
    }
}
