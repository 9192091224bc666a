package io.furcula.internal.connect;

import io.furcula.MessageFormatException;
import io.furcula.internal.ErrorText;
import io.furcula.internal.codec.Codec;
import java.io.ObjectInputFilter;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads objects of a peer that may not send everything. */
public final class PeerObjects {

    private PeerObjects() {}

    /**
     * {@return the object in a message}
     *
     * @param message what the peer sent
     * @param allowed names of classes that it may name, besides those of {@link AllowList}
     * @param filter asked about all others, or null
     * @param peerName who it is, for errors
     * @param remedy what its reader can do to allow a class
     * @throws MessageFormatException if it cannot be rebuilt here, or has a class that is not allowed
     */
    public static @Nullable Object decode(
            byte[] message,
            Set<String> allowed,
            @Nullable ObjectInputFilter filter,
            String peerName,
            String remedy) {
        AllowList list = new AllowList(allowed, filter, message.length);
        try {
            return Codec.fromPeer(message, list);
        } catch (MessageFormatException e) {
            String refused = list.refused();
            if (refused == null) {
                throw e;
            }
            throw new MessageFormatException(
                    ErrorText.of(
                                    "FUR-504",
                                    "A message from " + peerName + " was refused: " + refused + ".")
                            .remedy(remedy)
                            .toString(),
                    e);
        }
    }
}
