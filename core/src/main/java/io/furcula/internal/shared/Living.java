package io.furcula.internal.shared;

import java.util.HashMap;
import java.util.Map;

/**
 * Which processes live. Each is looked at once, until all is forgotten: a thousand locks may be held by one.
 *
 * <p><b>Thread safety:</b> confined to one thread.
 */
public final class Living {

    private final Map<Long, Boolean> known = new HashMap<>();

    /** Creates one that knows nothing. */
    public Living() {}

    /**
     * {@return whether the process lives}
     *
     * @param word an OwnerWord
     */
    public boolean isAlive(long word) {
        return known.computeIfAbsent(OwnerWord.process(word), OwnerWord::isAlive);
    }

    /** Those that lived may be dead now. */
    public void forget() {
        known.clear();
    }
}
