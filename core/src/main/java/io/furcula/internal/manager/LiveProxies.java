package io.furcula.internal.manager;

import io.furcula.internal.shared.Cleanup;
import java.lang.ref.WeakReference;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The proxies of a server's objects that are reachable in this JVM: one for each object. The server counts
 * how often it has told this JVM of an object, and is told that number back once the proxy is gone.
 *
 * <p><b>Thread safety:</b> safe for any number of threads.
 */
/*
 * An answer may name an object just when its proxy becomes unreachable. So what is given back is what has
 * been received up to then; the server drops the object when it has got back all that it gave.
 */
final class LiveProxies {

    private final ServerRef server;
    private final Predicate<byte[]> sender;
    private final Map<Long, Entry> entries = new ConcurrentHashMap<>();
    private final ConcurrentLinkedQueue<Release> pending = new ConcurrentLinkedQueue<>();
    private final ReentrantLock sending = new ReentrantLock();

    /** Fields are guarded by the object around it. */
    private static final class Entry {
        private int received;
        private @Nullable WeakReference<Object> proxy;
        private @Nullable WeakReference<RemoteObject> object;
    }

    private record Release(long id, int times) {}

    /**
     * Creates one.
     *
     * @param sender sends a message to the server; says whether it did
     */
    LiveProxies(ServerRef server, Predicate<byte[]> sender) {
        this.server = server;
        this.sender = sender;
    }

    /** The server has counted proxies for us. */
    synchronized void granted(long[] ids) {
        for (long id : ids) {
            entries.computeIfAbsent(id, i -> new Entry()).received++;
        }
    }

    /** {@return the proxy of an object} */
    synchronized Object proxy(long id, Class<?> type) {
        Entry entry = entries.computeIfAbsent(id, i -> new Entry());
        Object live = entry.proxy == null ? null : entry.proxy.get();
        if (live != null) {
            return live;
        }
        RemoteObject object = new RemoteObject(server, id, type);
        Object proxy = Kind.proxy(type, object);
        WeakReference<RemoteObject> reference = new WeakReference<>(object);
        entry.proxy = new WeakReference<>(proxy);
        entry.object = reference;
        watch(server, id, object, reference);
        return proxy;
    }

    /** Of the object, not of the proxy: that is reachable as long as a call is under way. */
    private static void watch(
            ServerRef server, long id, RemoteObject object, WeakReference<RemoteObject> reference) {
        Cleanup.whenUnreachable(object, () -> {
            Link link = Link.known(server);
            if (link != null && link.isUsable()) {
                link.proxies().collected(id, reference);
            }
        });
    }

    private void collected(long id, WeakReference<RemoteObject> reference) {
        synchronized (this) {
            Entry entry = entries.get(id);
            if (entry == null || entry.object != reference) {
                return; // there is another proxy by now
            }
            entries.remove(id);
            pending.add(new Release(id, entry.received));
        }
        flush();
    }

    /** Of what was received, that of which there is no proxy is given back. */
    void dropUnused(long[] ids) {
        if (ids.length == 0) {
            return;
        }
        synchronized (this) {
            for (long id : ids) {
                Entry entry = entries.get(id);
                if (entry != null && entry.object == null) {
                    entries.remove(id);
                    pending.add(new Release(id, entry.received));
                }
            }
        }
        flush();
    }

    /** What is not sent now goes with the next ones. */
    private void flush() {
        while (!pending.isEmpty() && sending.tryLock()) {
            boolean sent;
            try {
                sent = send();
            } finally {
                sending.unlock();
            }
            if (!sent) {
                return;
            }
        }
    }

    private boolean send() {
        Release[] releases = pending.toArray(new Release[0]);
        boolean sent = releases.length == 0
                || sender.test(Wire.message(out -> {
                    out.writeByte(Wire.RELEASE);
                    out.writeInt(releases.length);
                    for (Release release : releases) {
                        out.writeLong(release.id());
                        out.writeInt(release.times());
                    }
                }));
        for (int i = 0; sent && i < releases.length; i++) {
            pending.poll();
        }
        return sent;
    }

    boolean isEmpty() {
        return entries.isEmpty();
    }

    /**
     * Takes over the proxies of a session that was this one's, or that of the JVM that this is a copy of.
     *
     * @return the numbers of their objects
     */
    synchronized long[] adopt(LiveProxies before) {
        before.entries.forEach((id, old) -> {
            WeakReference<Object> proxy = old.proxy;
            if (proxy != null && proxy.get() != null) {
                Entry entry = entries.computeIfAbsent(id, i -> new Entry());
                entry.proxy = proxy;
                entry.object = old.object;
            }
        });
        return entries.keySet().stream().mapToLong(Long::longValue).toArray();
    }
}
