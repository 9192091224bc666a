package io.furcula.internal.manager;

import java.util.AbstractMap;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** A map in the server. As safe for many threads as the map itself is. */
final class MapServant<K, V> implements RemoteMap<K, V>, Holding {

    private final Map<K, V> map;

    /** What each caller has read and not replaced yet. */
    private final Map<Caller, V> read = new ConcurrentHashMap<>();

    MapServant(Map<K, V> map) {
        this.map = map;
    }

    @Override
    public int size() {
        return map.size();
    }

    @Override
    public @Nullable V get(Object key) {
        return map.get(key);
    }

    @Override
    public boolean containsKey(Object key) {
        return map.containsKey(key);
    }

    @Override
    public boolean containsValue(Object value) {
        return map.containsValue(value);
    }

    @Override
    public @Nullable V put(K key, V value) {
        return map.put(key, value);
    }

    @Override
    public @Nullable V putIfAbsent(K key, V value) {
        return map.putIfAbsent(key, value);
    }

    @Override
    public void putAll(Map<? extends K, ? extends V> entries) {
        map.putAll(entries);
    }

    @Override
    public @Nullable V remove(Object key) {
        return map.remove(key);
    }

    @Override
    public boolean remove(Object key, @Nullable Object value) {
        return map.remove(key, value);
    }

    @Override
    public @Nullable V replace(K key, V value) {
        return map.replace(key, value);
    }

    @Override
    public boolean replace(K key, V oldValue, V newValue) {
        return map.replace(key, oldValue, newValue);
    }

    @Override
    public void clear() {
        map.clear();
    }

    @Override
    public @Nullable V read(K key) {
        Caller caller = Caller.current();
        V value = map.get(key);
        if (value == null || !caller.session().holds(this)) {
            read.remove(caller);
        } else {
            read.put(caller, value);
        }
        return value;
    }

    /** The very object that was read equals itself, also one of a class that defines no equality. */
    @Override
    public boolean replaceRead(K key, @Nullable V value) {
        V before = read.remove(Caller.current());
        if (before == null) {
            return false;
        }
        return value == null ? map.remove(key, before) : map.replace(key, before, value);
    }

    @Override
    public void ended(Session session, long member) {
        read.keySet().removeIf(caller -> Holding.isOf(caller, session, member));
    }

    @Override
    public List<Map.Entry<K, V>> copy() {
        ArrayList<Map.Entry<K, V>> copy = new ArrayList<>();
        map.forEach((key, value) -> copy.add(new AbstractMap.SimpleImmutableEntry<>(key, value)));
        return copy;
    }

    @Override
    public List<K> copyOfKeys() {
        return new ArrayList<>(map.keySet());
    }

    @Override
    public List<V> copyOfValues() {
        return new ArrayList<>(map.values());
    }
}
