package io.furcula.internal.manager;

import io.furcula.internal.codec.Codec;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What a client and a manager's server say to each other: messages of bytes over an authenticated {@link
 * io.furcula.Connection}, big-endian.
 *
 * <pre>
 *  client                                        server
 *    | OPEN  session(16) owner's token(32)          |   the first message of a session's first connection
 *    |-------------------------------------------->|
 *    |<-- server's id(16) --------------------------|
 *    |                                              |
 *    | JOIN  session(16)                            |   the first message of each further connection
 *    | CALL  number(8) object(8) member(8) thread(8)|
 *    |       signature(UTF) count(1)                |
 *    |       {length(4) argument}                   |
 *    |-------------------------------------------->|
 *    | CANCEL number(8)                             |   if its caller is interrupted meanwhile
 *    |-------------------------------------------->|
 *    |<-- status(1) flags(1) number(8) granted(4)   |
 *    |    {object(8)} result or failure ------------|
 *    | ACK   number(8)                              |   if the flags ask for it
 *    |-------------------------------------------->|
 *
 *  on the first connection alone, without an answer:
 *    RELEASE       count(4) {object(8) times(4)}        proxies that are gone
 *    MEMBER_ENDED  member(8)                            a child that is a thread has ended
 * </pre>
 *
 * <p>A session is one client JVM: it lasts as long as its first connection. Arguments and results are what
 * {@link Codec} writes.
 */
final class Wire {

    static final byte OPEN = 1;
    static final byte JOIN = 2;
    static final byte CALL = 3;
    static final byte CANCEL = 4;
    static final byte ACK = 5;
    static final byte RELEASE = 6;
    static final byte MEMBER_ENDED = 7;

    static final byte RETURNED = 0;
    static final byte THREW = 1;
    static final byte REFUSED = 2;

    static final byte NEEDS_ACK = 1;

    /** Of {@link #REFUSED}: what the client throws. */
    static final byte ARGUMENT = 'A';

    static final byte STATE = 'S';
    static final byte TRANSFER = 'T';

    static final int ID_BYTES = 16;
    static final int TOKEN_BYTES = 32;

    /** The object that creates others. */
    static final long CONTROL = 0;

    /** What both sides may send besides values of the JDK. */
    static final Set<String> CLASSES = Set.of(
            ObjectReference.class.getName(),
            ProxyHandle.class.getName(),
            "io.furcula.RemoteException",
            "io.furcula.MessageFormatException",
            "io.furcula.NotTransferableException",
            "io.furcula.manager.ManagerLostException");

    private Wire() {}

    /** Writes a message. */
    @FunctionalInterface
    interface Body {
        void write(DataOutputStream out) throws IOException;
    }

    /** {@return a message} */
    static byte[] message(Body body) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(128);
        try {
            body.write(new DataOutputStream(bytes));
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory", e);
        }
        return bytes.toByteArray();
    }

    /** {@return an object for the other side} */
    static byte[] encode(@Nullable Object value, String what, UnaryOperator<Object> replacement) {
        Codec.Outgoing outgoing = Codec.encodeForFilter(value, what, replacement);
        byte[] bytes = new byte[outgoing.sizeBytes()];
        outgoing.writeTo(ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder()), 0);
        return bytes;
    }

    static void writeBytes(DataOutputStream out, byte[] bytes) throws IOException {
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    /** Allocates no more than there is. */
    static byte[] readBytes(DataInputStream in) throws IOException {
        int length = in.readInt();
        if (length < 0 || length > in.available()) {
            throw new IOException(
                    "a length of " + length + " where " + in.available() + " bytes are left");
        }
        byte[] bytes = new byte[length];
        in.readFully(bytes);
        return bytes;
    }
}
