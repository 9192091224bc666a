package io.furcula.internal.manager;

import io.furcula.AuthKey;
import io.furcula.Target;
import io.furcula.manager.Manager;
import java.io.Serializable;
import java.net.SocketAddress;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What a server is to be. It reaches the server's process as an argument. */
@SuppressWarnings("serial") // of JDK interfaces, whose implementations are serialisable here
public final class ServerConfig implements Serializable {

    private static final long serialVersionUID = 1;

    private final UUID id = UUID.randomUUID();
    private final SocketAddress address;
    private final AuthKey key;
    private final byte[] ownerToken;
    private final int maxMessageBytes;
    private final @Nullable Target initializer;
    private final @Nullable String pattern;
    private final Map<String, Registration> registrations;
    private final Set<Class<?>> exposed;
    private final Set<String> allowed;

    /**
     * Creates one.
     *
     * @param address where it listens
     * @param key its key
     * @param ownerToken what the owner shows
     * @param maxMessageBytes the largest message
     * @param initializer run before it serves, or null
     * @param pattern of classes that may be sent besides, or null
     * @param registrations what clients can create, by names
     * @param exposed interfaces of what methods return
     * @param allowed names of classes that may be sent
     */
    public ServerConfig(
            SocketAddress address,
            AuthKey key,
            byte[] ownerToken,
            int maxMessageBytes,
            @Nullable Target initializer,
            @Nullable String pattern,
            Map<String, Registration> registrations,
            Set<Class<?>> exposed,
            Set<String> allowed) {
        this.address = address;
        this.key = key;
        this.ownerToken = ownerToken.clone();
        this.maxMessageBytes = maxMessageBytes;
        this.initializer = initializer;
        this.pattern = pattern;
        this.registrations = new HashMap<>(registrations);
        this.exposed = new HashSet<>(exposed);
        this.allowed = new HashSet<>(allowed);
    }

    /** An interface, and what makes objects of it. */
    public static final class Registration implements Serializable {
        private static final long serialVersionUID = 1;

        private final Class<?> type;
        private final Manager.Factory<?> factory;

        /**
         * Creates one.
         *
         * @param type the interface
         * @param factory makes its objects
         */
        public Registration(Class<?> type, Manager.Factory<?> factory) {
            this.type = type;
            this.factory = factory;
        }

        Class<?> type() {
            return type;
        }

        Manager.Factory<?> factory() {
            return factory;
        }
    }

    UUID id() {
        return id;
    }

    SocketAddress address() {
        return address;
    }

    AuthKey key() {
        return key;
    }

    byte[] ownerToken() {
        return ownerToken;
    }

    int maxMessageBytes() {
        return maxMessageBytes;
    }

    @Nullable
    Target initializer() {
        return initializer;
    }

    @Nullable
    String pattern() {
        return pattern;
    }

    Map<String, Registration> registrations() {
        return registrations;
    }

    Set<Class<?>> exposed() {
        return exposed;
    }

    Set<String> allowed() {
        return allowed;
    }
}
