package io.furcula.internal.manager;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A client of a server: one JVM, from its first connection to the end of that one.
 *
 * <p><b>Thread safety:</b> safe for any number of threads.
 */
final class Session {

    /** Of a client, all its children that are threads, and itself. */
    static final long ALL = -1;

    private final boolean owner;
    private final Set<Holding> holdings = ConcurrentHashMap.newKeySet();

    /** How often this client has been told of each object. Guarded by {@link Referents}. */
    private final Map<Long, Integer> counts = new HashMap<>();

    private boolean ended;

    Session(boolean owner) {
        this.owner = owner;
    }

    /** {@return whether it is whoever has started the server} */
    boolean isOwner() {
        return owner;
    }

    Map<Long, Integer> counts() {
        return counts;
    }

    /** {@return whether it lives; then the holding will be told of its end} */
    synchronized boolean holds(Holding holding) {
        if (!ended) {
            holdings.add(holding);
        }
        return !ended;
    }

    synchronized boolean hasEnded() {
        return ended;
    }

    void memberEnded(long member) {
        for (Holding holding : holdings) {
            holding.ended(this, member);
        }
    }

    void end() {
        List<Holding> all;
        synchronized (this) {
            ended = true;
            all = new ArrayList<>(holdings);
            holdings.clear();
        }
        for (Holding holding : all) {
            holding.ended(this, ALL);
        }
    }
}
