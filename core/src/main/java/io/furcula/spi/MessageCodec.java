package io.furcula.spi;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/**
 * A way to turn an object into bytes and back, for messages and arguments that are not primitives,
 * strings or primitive arrays (those have a fast path of their own). Found through {@link
 * java.util.ServiceLoader} and chosen by name: {@code -Dfurcula.codec=NAME}. The name travels with
 * each message, so both sides need the codec on their class path, and nothing else.
 *
 * <p><b>Thread safety:</b> every method may be called by any thread at any time.
 */
public interface MessageCodec {

    /** {@return its name} Unique, at most 255 ASCII characters; {@code jdk} is taken. */
    String name();

    /**
     * Writes an object.
     *
     * @param value the object, not null
     * @param out where to; not kept, need not be closed
     * @throws IOException if the object cannot be written
     */
    void encode(Object value, OutputStream out) throws IOException;

    /**
     * Reads an object.
     *
     * @param in what {@link #encode} wrote and nothing more; not kept, need not be closed
     * @return the object
     * @throws IOException if the bytes are malformed or refused
     * @throws ClassNotFoundException if the object's class is missing here
     */
    Object decode(InputStream in) throws IOException, ClassNotFoundException;
}
