package io.furcula.internal.manager;

import io.furcula.manager.ManagedProxy;
import java.io.ObjectStreamException;
import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.Iterator;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentMap;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A map in the server. Iterators are of a copy. A method that takes a function calls it here: once more for
 * each time that somebody else has changed the value meanwhile.
 */
@SuppressWarnings("serial") // is sent as its handle
final class MapProxy<K, V> extends AbstractMap<K, V> implements ConcurrentMap<K, V>, ManagedProxy {

    private static final long serialVersionUID = 1;

    private final transient RemoteMap<K, V> remote;

    MapProxy(RemoteMap<K, V> remote) {
        this.remote = remote;
    }

    @Override
    public long objectNumber() {
        return ((ManagedProxy) remote).objectNumber();
    }

    @Override
    public Object writeReplace() throws ObjectStreamException {
        return ((ManagedProxy) remote).writeReplace();
    }

    @Override
    public int size() {
        return remote.size();
    }

    @Override
    public boolean isEmpty() {
        return remote.size() == 0;
    }

    @Override
    public @Nullable V get(Object key) {
        return remote.get(key);
    }

    @Override
    public boolean containsKey(Object key) {
        return remote.containsKey(key);
    }

    @Override
    public boolean containsValue(Object value) {
        return remote.containsValue(value);
    }

    @Override
    public @Nullable V put(K key, V value) {
        return remote.put(key, value);
    }

    @Override
    public void putAll(Map<? extends K, ? extends V> entries) {
        remote.putAll(entries);
    }

    @Override
    public @Nullable V putIfAbsent(K key, V value) {
        return remote.putIfAbsent(key, value);
    }

    @Override
    public @Nullable V remove(Object key) {
        return remote.remove(key);
    }

    @Override
    public boolean remove(Object key, @Nullable Object value) {
        return remote.remove(key, value);
    }

    @Override
    public @Nullable V replace(K key, V value) {
        return remote.replace(key, value);
    }

    @Override
    public boolean replace(K key, V oldValue, V newValue) {
        return remote.replace(key, oldValue, newValue);
    }

    @Override
    public void clear() {
        remote.clear();
    }

    /* With functions. */

    @Override
    public @Nullable V computeIfAbsent(K key, Function<? super K, ? extends @Nullable V> function) {
        V known = remote.get(key);
        V made = known == null ? function.apply(key) : null;
        if (known != null || made == null) {
            return known;
        }
        V other = remote.putIfAbsent(key, made);
        return other == null ? made : other;
    }

    @Override
    public @Nullable V computeIfPresent(
            K key, BiFunction<? super K, ? super V, ? extends @Nullable V> function) {
        while (true) {
            V before = remote.read(key);
            if (before == null) {
                return null;
            }
            V after = function.apply(key, before);
            if (remote.replaceRead(key, after)) {
                return after;
            }
        }
    }

    @Override
    public @Nullable V compute(
            K key, BiFunction<? super K, ? super @Nullable V, ? extends @Nullable V> function) {
        while (true) {
            V before = remote.read(key);
            V after = function.apply(key, before);
            if (before == null && after == null) {
                return null;
            }
            boolean done = (before == null && after != null)
                    ? remote.putIfAbsent(key, after) == null
                    : remote.replaceRead(key, after);
            if (done) {
                return after;
            }
        }
    }

    @Override
    public @Nullable V merge(
            K key, V value, BiFunction<? super V, ? super V, ? extends @Nullable V> function) {
        return compute(
                key,
                (k, before) -> before == null
                        ? Objects.requireNonNull(value)
                        : function.apply(before, value));
    }

    @Override
    public void replaceAll(BiFunction<? super K, ? super V, ? extends V> function) {
        for (K key : remote.copyOfKeys()) {
            computeIfPresent(key, function);
        }
    }

    /* As a whole. */

    @Override
    public Set<Map.Entry<K, V>> entrySet() {
        return new AbstractSet<>() {
            @Override
            public int size() {
                return remote.size();
            }

            @Override
            public void clear() {
                remote.clear();
            }

            @Override
            public Iterator<Map.Entry<K, V>> iterator() {
                return new EntryIterator(remote.copy().iterator());
            }
        };
    }

    private final class EntryIterator implements Iterator<Map.Entry<K, V>> {
        private final Iterator<Map.Entry<K, V>> copy;
        private @Nullable K last;

        EntryIterator(Iterator<Map.Entry<K, V>> copy) {
            this.copy = copy;
        }

        @Override
        public boolean hasNext() {
            return copy.hasNext();
        }

        @Override
        public Map.Entry<K, V> next() {
            Map.Entry<K, V> entry = copy.next();
            last = entry.getKey();
            return new WritableEntry(entry);
        }

        @Override
        public void remove() {
            if (last == null) {
                throw new IllegalStateException("no element to remove");
            }
            remote.remove(last);
            last = null;
        }
    }

    @SuppressWarnings("serial") // is not sent
    private final class WritableEntry extends SimpleEntry<K, V> {
        private static final long serialVersionUID = 1;

        WritableEntry(Map.Entry<K, V> entry) {
            super(entry);
        }

        @Override
        public V setValue(V value) {
            remote.put(getKey(), value);
            return super.setValue(value);
        }
    }

    /** As every map's. The same map in the server is equal without a look at what it has. */
    @Override
    public boolean equals(@Nullable Object other) {
        return this == other
                || (other instanceof MapProxy<?, ?> proxy && remote.equals(proxy.remote))
                || super.equals(other);
    }

    @Override
    public int hashCode() {
        return super.hashCode();
    }

    @Override
    public String toString() {
        return remote.toString();
    }
}
