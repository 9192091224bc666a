package io.furcula.forkserver;

import io.furcula.ProcessOptions;
import io.furcula.forkengine.Fd;
import java.util.HashMap;
import java.util.Map;

/**
 * The servers of this process, one for each set of options that a JVM has from its start on.
 *
 * <p><b>Thread safety:</b> safe for any number of threads.
 */
final class Servers {

    private static final Map<ProcessOptions, Server> SERVERS = new HashMap<>();

    /** The process that they are of: one that is a copy of it has none. */
    private static long owner;

    private Servers() {}

    /**
     * {@return a server for children with some options} A new one if there is none, or if it has died.
     *
     * @throws io.furcula.StartFailedException if it cannot be executed
     */
    static synchronized Server get(ProcessOptions options) {
        if (owner != Fd.self()) {
            owner = Fd.self();
            SERVERS.clear();
        }
        ProcessOptions key = ChildOptions.ofServer(options);
        Server server = SERVERS.get(key);
        if (server == null || !server.isAlive()) {
            server = Server.launch(key);
            SERVERS.put(key, server);
        }
        return server;
    }

    /** A server is of no use any more. */
    static synchronized void forget(Server server) {
        SERVERS.values().remove(server);
        server.end();
    }
}
