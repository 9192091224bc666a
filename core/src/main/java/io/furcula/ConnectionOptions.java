package io.furcula;

import io.furcula.internal.connect.Terms;
import java.io.ObjectInputFilter;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * On what terms a {@link Listener} or {@link Client} connects: the key, and what the peer may send.
 *
 * <p>A peer may send {@code null}, primitives, strings, arrays, collections, {@code java.time} and other
 * plain values of the JDK, and its exceptions. Classes of the application are refused, unless they are
 * allowed here: reading an object runs code of its class, so a list of those that are expected keeps out
 * what an attacker would send. It does not make a peer with the key harmless.
 *
 * <p><b>Thread safety:</b> immutable; each method returns another object.
 */
public final class ConnectionOptions {

    /** The largest message by default, 64 MiB. */
    public static final int DEFAULT_MAX_MESSAGE_BYTES = 64 << 20;

    private static final int LARGEST_MESSAGE_BYTES = Integer.MAX_VALUE - 8;

    private final AuthKey key;
    private final Set<String> allowed;
    private final @Nullable ObjectInputFilter filter;
    private final int maxMessageBytes;

    private ConnectionOptions(
            AuthKey key,
            Set<String> allowed,
            @Nullable ObjectInputFilter filter,
            int maxMessageBytes) {
        this.key = key;
        this.allowed = allowed;
        this.filter = filter;
        this.maxMessageBytes = maxMessageBytes;
    }

    /**
     * {@return the default terms}
     *
     * @param key the secret that both sides have
     */
    public static ConnectionOptions of(AuthKey key) {
        return new ConnectionOptions(key, Set.of(), null, DEFAULT_MAX_MESSAGE_BYTES);
    }

    /**
     * Lets the peer send objects of these classes and of their superclasses, and arrays of them.
     *
     * @param classes for example records of the application; besides those that are allowed already
     * @return the new terms
     */
    public ConnectionOptions allow(Class<?>... classes) {
        Set<String> names = new TreeSet<>(allowed);
        for (Class<?> type : classes) {
            Class<?> element = type;
            while (element.isArray()) {
                element = element.getComponentType();
            }
            for (Class<?> t = element; t != null; t = t.getSuperclass()) {
                names.add(t.getName());
            }
        }
        return new ConnectionOptions(key, Set.copyOf(names), filter, maxMessageBytes);
    }

    /**
     * Asks a filter about classes that are not allowed already. What it answers with {@code ALLOWED} may
     * come; anything else is refused.
     *
     * @param filter for example {@code ObjectInputFilter.Config.createFilter("com.acme.messages.*")};
     *     replaces the one before; called by any thread that receives
     * @return the new terms
     */
    public ConnectionOptions filter(ObjectInputFilter filter) {
        return new ConnectionOptions(key, allowed, filter, maxMessageBytes);
    }

    /**
     * Limits the messages that the peer may send. A larger one is refused where it would be sent.
     *
     * @param bytes the most bytes of one message: those of an array or a string, or what serialisation
     *     makes of an object; from 1 to 2147483639
     * @return the new terms
     * @throws IllegalArgumentException if it is out of these bounds
     */
    public ConnectionOptions maxMessageBytes(int bytes) {
        if (bytes < 1 || bytes > LARGEST_MESSAGE_BYTES) {
            throw new IllegalArgumentException(
                    "maxMessageBytes=" + bytes + " is not between 1 and " + LARGEST_MESSAGE_BYTES);
        }
        return new ConnectionOptions(key, allowed, filter, bytes);
    }

    Terms terms() {
        return new Terms(key.secret(), allowed, filter, maxMessageBytes);
    }

    /** {@return the terms, without the key} */
    @Override
    public String toString() {
        return "ConnectionOptions[maxMessageBytes=" + maxMessageBytes
                + ", allowed="
                + new TreeSet<>(allowed)
                + (filter == null ? "" : ", filter")
                + "]";
    }
}
