package io.furcula.internal.manager;

import io.furcula.manager.Namespace;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Named values that live in a server. */
final class ServerNamespace implements Namespace {

    private final Map<String, @Nullable Object> values = new TreeMap<>(); // guarded by this

    @Override
    public synchronized @Nullable Object get(String name) {
        check(name);
        return values.get(name);
    }

    private void check(String name) {
        if (!values.containsKey(name)) {
            throw new NoSuchElementException(
                    "nothing is named '" + name + "' here; there are " + values.keySet());
        }
    }

    @Override
    public synchronized void set(String name, @Nullable Object value) {
        values.put(name, value);
    }

    @Override
    public synchronized void remove(String name) {
        check(name);
        values.remove(name);
    }

    @Override
    public synchronized Set<String> names() {
        return new TreeSet<>(values.keySet());
    }

    @Override
    public synchronized String toString() {
        return "Namespace" + values;
    }
}
