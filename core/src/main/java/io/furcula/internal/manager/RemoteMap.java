package io.furcula.internal.manager;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What of a map crosses the connection. */
interface RemoteMap<K, V> {

    int size();

    @Nullable
    V get(Object key);

    boolean containsKey(Object key);

    boolean containsValue(Object value);

    @Nullable
    V put(K key, V value);

    @Nullable
    V putIfAbsent(K key, V value);

    void putAll(Map<? extends K, ? extends V> entries);

    @Nullable
    V remove(Object key);

    boolean remove(Object key, @Nullable Object value);

    @Nullable
    V replace(K key, V value);

    boolean replace(K key, V oldValue, V newValue);

    void clear();

    /** {@return the value, which {@link #replaceRead} of this thread refers to} */
    @Nullable
    V read(K key);

    /** {@return whether the value was still the one that this thread has read} Null removes it. */
    boolean replaceRead(K key, @Nullable V value);

    /** {@return a copy} */
    List<Map.Entry<K, V>> copy();

    List<K> copyOfKeys();

    List<V> copyOfValues();
}
