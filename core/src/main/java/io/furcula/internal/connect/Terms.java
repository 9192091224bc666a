package io.furcula.internal.connect;

import java.io.ObjectInputFilter;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * On what terms one side connects.
 *
 * @param key the secret that both sides have
 * @param allowed names of classes that the peer may send, besides those of {@link AllowList}
 * @param filter asked about all others, or null
 * @param maxMessageBytes the largest content of a message that the peer may send
 */
@SuppressWarnings("ArrayRecordComponent") // compared by nobody
public record Terms(
        byte[] key, Set<String> allowed, @Nullable ObjectInputFilter filter, int maxMessageBytes) {

    /** Not the key. */
    @Override
    public String toString() {
        return "Terms[at most " + maxMessageBytes + " bytes]";
    }
}
