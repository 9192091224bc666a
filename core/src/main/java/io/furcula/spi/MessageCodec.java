package io.furcula.spi;

import java.io.IOException;
import java.io.InputStream;
import java.io.NotSerializableException;
import java.io.OutputStream;
import java.util.List;

/**
 * A way to turn an object into bytes and back, for messages that are not primitives, strings or
 * primitive arrays (those have a fast path of their own). Found through {@link
 * java.util.ServiceLoader}, at the first such message; it needs a public no-argument constructor that
 * does no work. Chosen by name, {@code -Dfurcula.codec=NAME}, or because it {@linkplain #isDefault asks
 * for it}. The name travels with each message, so both sides need the codec on their class path, and
 * nothing else.
 *
 * <p>A process's target, arguments and failure are serialised by Java's serialisation whatever codec is
 * chosen: they are sent once, by and to JVMs that have not warmed up. So a codec need carry no lambda.
 *
 * <p>Every codec passes {@code io.furcula.testkit.MessageCodecContract}.
 *
 * <p><b>Thread safety:</b> every method may be called by any thread at any time, also while a call on
 * the same thread runs: an object's own code may send another message. In a forked child the threads of
 * the parent are gone, in the middle of what they did: a codec must not wait for them.
 */
public interface MessageCodec {

    /** {@return its name} Unique, 1 to 255 ASCII characters; {@code jdk} is taken. */
    String name();

    /**
     * {@return whether it is used where {@code furcula.codec} names no other} That is: whether it turns
     * itself on by being there. Two such codecs are an error, unless the property chooses.
     */
    default boolean isDefault() {
        return false;
    }

    /**
     * {@return options for the JVMs of children, so that they run it without warnings} They go before
     * the child's own options.
     */
    default List<String> jvmArguments() {
        return List.of();
    }

    /**
     * Writes an object.
     *
     * @param value the object, not null
     * @param out where to; not kept, need not be closed
     * @throws NotSerializableException if this codec does not carry such an object: then what has been
     *     written is dropped, and Java's serialisation is tried
     * @throws IOException if the object cannot be written; then it is not sent
     */
    void encode(Object value, OutputStream out) throws IOException;

    /**
     * Reads an object.
     *
     * @param in what {@link #encode} wrote and nothing more; not kept, need not be closed
     * @return the object
     * @throws IOException if the bytes are malformed or refused
     * @throws ClassNotFoundException if the object's class is missing here; its message is the class's
     *     name
     */
    Object decode(InputStream in) throws IOException, ClassNotFoundException;
}
