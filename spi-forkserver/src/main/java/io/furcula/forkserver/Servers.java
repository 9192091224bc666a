package io.furcula.forkserver;

import io.furcula.ProcessOptions;
import io.furcula.StartFailedException;
import io.furcula.forkengine.Fd;
import io.furcula.internal.ErrorText;
import io.furcula.internal.codec.Codec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeoutException;

/**
 * The servers of this process, one for each set of options that a JVM has from its start on.
 *
 * <p><b>Thread safety:</b> safe for any number of threads.
 */
final class Servers {

    private static final Map<ProcessOptions, Server> SERVERS = new HashMap<>();

    /** What every server loads, serialised. */
    private static final List<byte[]> PRELOADS = new ArrayList<>();

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
            for (byte[] preload : PRELOADS) {
                server.preload(preload)
                        .close(); // it does one thing after the other: nobody need wait
            }
        }
        return server;
    }

    static PreloadReport preload(Preload preload, Duration timeout)
            throws InterruptedException, TimeoutException {
        byte[] bytes = Codec.toBytes(preload, "preload");
        Server server = get(ProcessOptions.INHERITED);
        List<Server> others = new ArrayList<>();
        synchronized (Servers.class) {
            PRELOADS.add(bytes);
            others.addAll(SERVERS.values());
        }
        others.remove(server);
        for (Server other : others) {
            other.preload(bytes).close();
        }
        boolean done = false;
        try (Server.Preloaded preloaded = server.preload(bytes)) {
            PreloadReport report = preloaded.await(timeout);
            if (preload.onError() == Preload.OnError.FAIL && !report.problems().isEmpty()) {
                throw new StartFailedException(ErrorText.of(
                                "FUR-115",
                                "A server (forkserver) cannot preload all that it was asked to: "
                                        + String.join("; ", report.problems()) + ".")
                        .likely(
                                "the class path lacks a jar, or the initialiser needs what is not there")
                        .remedy("Preload.OnError.WARN, to go on without")
                        .toString());
            }
            done = true;
            return report;
        } finally {
            if (!done) {
                synchronized (Servers.class) {
                    PRELOADS.remove(bytes);
                }
            }
        }
    }

    static boolean stop(Duration timeout) throws InterruptedException {
        List<Server> ending;
        synchronized (Servers.class) {
            ending = List.copyOf(SERVERS.values());
            SERVERS.clear();
        }
        ending.forEach(Server::end);
        long deadline = System.nanoTime() + timeout.toNanos();
        for (Server server : ending) {
            if (!server.awaitEnd(deadline)) {
                return false;
            }
        }
        return true;
    }

    /** For tests: what one of them preloads is none of the next one's. */
    static synchronized void forgetPreloads() {
        PRELOADS.clear();
    }

    /** A server is of no use any more. */
    static synchronized void forget(Server server) {
        SERVERS.values().remove(server);
        server.end();
    }
}
