package io.furcula.shm;

import io.furcula.internal.codec.Codec;
import java.util.Objects;

/**
 * A copy-on-write object: see {@link Cow}. It is serialised once, when it is made, and rebuilt by
 * each process when it first asks for it. What a process does to it stays its own.
 *
 * <p><b>Thread safety:</b> safe for any number of threads, as far as the object itself is.
 *
 * @param <T> the object's type
 */
public final class CowObject<T> extends CowData implements Cow {

    private static final long serialVersionUID = 1;

    CowObject(CowImage image) {
        super(Kind.OBJECT, image);
    }

    static <T> CowObject<T> create(T object) {
        Objects.requireNonNull(object, "a copy-on-write object cannot be null");
        Codec.Outgoing message = Codec.encode(object, "copy-on-write object");
        return new CowObject<>(
                create(Kind.OBJECT, message.sizeBytes(), image -> message.writeTo(image, 0)));
    }

    /**
     * {@return this process's object} The same one at each call; never the one that it was made of.
     *
     * @throws io.furcula.MessageFormatException if it cannot be rebuilt here, for example for lack of
     *     a class
     */
    @SuppressWarnings("unchecked") // whoever made it had a T
    public T get() {
        return (T) Objects.requireNonNull(image().object());
    }

    /** {@return for example {@code CowObject[1000 bytes]}} */
    @Override
    public String toString() {
        return "CowObject[" + (isClosed() ? "closed" : data().capacity() + " bytes") + "]";
    }
}
