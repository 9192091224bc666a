package io.furcula.internal.shared;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What is rung, once something has happened, for those who wait for it now.
 *
 * <p><b>Thread safety:</b> safe for any number of threads.
 */
public final class Bells {

    private final Set<Runnable> bells = ConcurrentHashMap.newKeySet();

    /** Creates none. */
    public Bells() {}

    /**
     * Adds one. Who adds it looks afterwards: it may have happened already.
     *
     * @param bell the bell
     */
    public void add(Runnable bell) {
        bells.add(bell);
    }

    /**
     * Removes one.
     *
     * @param bell the bell
     */
    public void remove(Runnable bell) {
        bells.remove(bell);
    }

    /** Rings all. */
    public void ring() {
        bells.forEach(Runnable::run);
    }
}
