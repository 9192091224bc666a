package io.furcula.internal.manager;

import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The objects of a server. Each is held while any client has a proxy of it, or one is on its way between
 * two; after that it lives as long as other objects refer to it, and has the same number if it is seen
 * again.
 *
 * <pre>
 *   [KNOWN] -- a client is told of it, count 0 to 1 --> [HELD] -- the last proxy is gone --> [KNOWN]
 *      |                                                  ^  a client ends: all its counts are taken back
 *      +-- garbage collected --> forgotten                +- sent: pinned until it is claimed
 * </pre>
 *
 * <p><b>Thread safety:</b> safe for any number of threads.
 */
final class Referents {

    private final AtomicLong lastId = new AtomicLong(Wire.CONTROL);
    private final Map<Object, Entry> byIdentity = new HashMap<>(); // guarded by this
    private final ReferenceQueue<Object> collected = new ReferenceQueue<>();
    private final Map<Long, Held> held = new ConcurrentHashMap<>();

    /** What is known of an object, and does not keep it alive. */
    private record Entry(long id, Class<?> type) {}

    /** An object that is held. Counts are guarded by the object around it. */
    static final class Held {
        private final Entry entry;
        private final Object object;
        private final Object servant;
        private final Exposed exposed;
        private int count;
        private int pinned;

        private Held(Entry entry, Object object) {
            Kind kind = Kind.of(entry.type);
            this.entry = entry;
            this.object = object;
            this.servant = kind.servant(object);
            this.exposed = Exposed.of(kind.remote(entry.type));
        }

        /** {@return the object} */
        Object object() {
            return object;
        }

        /** {@return what is called for it} */
        Object servant() {
            return servant;
        }

        Exposed exposed() {
            return exposed;
        }
    }

    private static final class Key extends WeakReference<Object> {
        private final int hash;

        Key(Object object, ReferenceQueue<Object> queue) {
            super(object, queue);
            this.hash = System.identityHashCode(object);
        }

        @Override
        public int hashCode() {
            return hash;
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return this == other || (other instanceof Probe probe && refersTo(probe.object));
        }
    }

    private static final class Probe {
        private final Object object;

        Probe(Object object) {
            this.object = object;
        }

        @Override
        public int hashCode() {
            return System.identityHashCode(object);
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Key key ? key.refersTo(object) : this == other;
        }
    }

    /** From here on the object is sent as a reference. One that is known keeps its interface. */
    synchronized void register(Object object, Class<?> type) {
        for (Reference<?> gone = collected.poll(); gone != null; gone = collected.poll()) {
            byIdentity.remove(gone);
        }
        if (!byIdentity.containsKey(new Probe(object))) {
            byIdentity.put(new Key(object, collected), new Entry(lastId.incrementAndGet(), type));
        }
    }

    /** {@return a reference to an object that is known, which the client will have a proxy of; or null} */
    synchronized @Nullable ObjectReference grant(Object object, Session session) {
        Entry entry = byIdentity.get(new Probe(object));
        if (entry == null) {
            return null;
        }
        count(held.computeIfAbsent(entry.id, i -> new Held(entry, object)), session);
        return new ObjectReference(entry.id, entry.type.getName());
    }

    private static void count(Held object, Session session) {
        if (!session.hasEnded()) {
            object.count++;
            session.counts().merge(object.entry.id, 1, Integer::sum);
            Caller.granted(object.entry.id);
        }
    }

    /** {@return an object that is held, or null} */
    @Nullable
    Held find(long id) {
        return held.get(id);
    }

    synchronized void pin(long id) {
        Held object = held.get(id);
        if (object != null) {
            object.pinned++;
        }
    }

    /** A client has got a proxy from another one. */
    synchronized void claim(long id, boolean pinned, Session session) {
        Held object = held.get(id);
        if (object != null) {
            count(object, session);
            if (pinned && object.pinned > 0) {
                object.pinned--;
            }
        }
    }

    /** A client gives back what it was told. */
    synchronized void release(Session session, long id, int times) {
        Integer had = session.counts().get(id);
        if (had == null) {
            return;
        }
        int given = Math.max(0, Math.min(had, times));
        if (given == had) {
            session.counts().remove(id);
        } else {
            session.counts().put(id, had - given);
        }
        Held object = held.get(id);
        if (object != null) {
            object.count -= given;
            dropIfUnused(object);
        }
    }

    /** A client has ended. */
    synchronized void releaseAll(Session session) {
        new HashMap<>(session.counts()).forEach((id, times) -> release(session, id, times));
    }

    private void dropIfUnused(Held object) {
        if (object.count == 0 && object.pinned == 0) {
            held.remove(object.entry.id);
        }
    }

    int count() {
        return held.size();
    }

    /** {@return for each object its number, how often clients have been told of it, its interface, and itself} */
    String describe() {
        List<Held> all = new ArrayList<>(held.values());
        all.sort((a, b) -> Long.compare(a.entry.id, b.entry.id));
        StringBuilder text = new StringBuilder();
        for (Held object : all) {
            String itself;
            try {
                itself = String.valueOf(object.object);
            } catch (RuntimeException e) {
                itself = "(" + e + ")";
            }
            text.append("  ")
                    .append(object.entry.id)
                    .append(": refcount=")
                    .append(object.count + object.pinned)
                    .append(' ')
                    .append(object.entry.type.getSimpleName())
                    .append("\n    ")
                    .append(itself, 0, Math.min(itself.length(), 75))
                    .append('\n');
        }
        return text.toString();
    }
}
