package io.furcula.internal.manager;

import io.furcula.AuthKey;
import io.furcula.ConnectionOptions;
import io.furcula.internal.ErrorText;
import io.furcula.internal.connect.Connector;
import java.io.ObjectInputFilter;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * A manager's server, as this process knows it: where it is, its key, and what it may send. One object for
 * each server.
 *
 * <p><b>Thread safety:</b> safe for any number of threads.
 */
public final class ServerRef {

    private static final Map<UUID, ServerRef> KNOWN = new ConcurrentHashMap<>();

    private static final String UNIX = "unix:";
    private static final String TCP = "tcp:";

    private final UUID id;
    private final SocketAddress address;
    private final Set<String> allowed = ConcurrentHashMap.newKeySet();
    private volatile @Nullable AuthKey key;
    private volatile int maxMessageBytes = ConnectionOptions.DEFAULT_MAX_MESSAGE_BYTES;
    private volatile @Nullable String pattern;
    private volatile @Nullable ObjectInputFilter filter;

    private ServerRef(UUID id, SocketAddress address) {
        this.id = id;
        this.address = address;
        allowed.addAll(Wire.CLASSES);
    }

    /** {@return the server} */
    static ServerRef of(UUID id, SocketAddress address) {
        return KNOWN.computeIfAbsent(id, i -> new ServerRef(i, address));
    }

    /** Adds what is known of it. */
    void learn(AuthKey itsKey, int itsMaxMessageBytes, Set<String> classes, @Nullable String more) {
        if (key == null) {
            maxMessageBytes = itsMaxMessageBytes;
            key = itsKey;
        }
        allowed.addAll(classes);
        if (more != null && pattern == null) {
            pattern = more;
            filter = ObjectInputFilter.Config.createFilter(more);
        }
    }

    /** It is gone, and its key is of no use. */
    void forget() {
        KNOWN.remove(id, this);
    }

    UUID id() {
        return id;
    }

    SocketAddress address() {
        return address;
    }

    boolean hasKey() {
        return key != null;
    }

    AuthKey key() {
        AuthKey known = key;
        if (known == null) {
            throw new IllegalStateException(ErrorText.of(
                            "FUR-602", "This process has no key for the manager at " + this + ".")
                    .likely("its proxy came over a socket, which no key is sent over")
                    .remedy("Manager.connect(address, key), before the proxy is used")
                    .toString());
        }
        return known;
    }

    Set<String> allowed() {
        return allowed;
    }

    @Nullable
    String pattern() {
        return pattern;
    }

    @Nullable
    ObjectInputFilter filter() {
        return filter;
    }

    int maxMessageBytes() {
        return maxMessageBytes;
    }

    /** {@return the address as text that {@link #parse} reads} */
    String addressText() {
        if (address instanceof UnixDomainSocketAddress unix) {
            return UNIX + unix.getPath();
        }
        InetSocketAddress inet = (InetSocketAddress) address;
        return TCP + inet.getAddress().getHostAddress() + ":" + inet.getPort();
    }

    static SocketAddress parse(String text) {
        if (text.startsWith(UNIX)) {
            return UnixDomainSocketAddress.of(text.substring(UNIX.length()));
        }
        int colon = text.lastIndexOf(':');
        if (!text.startsWith(TCP) || colon <= TCP.length()) {
            throw new IllegalArgumentException("not an address: " + text);
        }
        return new InetSocketAddress(
                text.substring(TCP.length(), colon), Integer.parseInt(text.substring(colon + 1)));
    }

    /** {@return an address as it is shown} */
    static String text(SocketAddress address) {
        return Connector.name(address);
    }

    @Override
    public String toString() {
        return text(address);
    }
}
