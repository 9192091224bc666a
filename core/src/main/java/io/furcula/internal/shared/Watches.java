package io.furcula.internal.shared;

import io.furcula.Waitable;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * How the public primitives of another package are watched, without a public method of theirs.
 *
 * <p><b>Thread safety:</b> safe for any number of threads.
 */
public final class Watches {

    private static volatile Function<Waitable, @Nullable Watch> ofPrimitives = waitable -> null;

    private Watches() {}

    /**
     * Tells how. Called when the first of those classes is initialised, so before there is any object of it.
     *
     * @param watches gives a watch for each of them, and null for what is none of them
     */
    public static void ofPrimitives(Function<Waitable, @Nullable Watch> watches) {
        ofPrimitives = watches;
    }

    /**
     * {@return a watch for a primitive that is locked, set, counted or released}
     *
     * @param waitable the primitive
     * @throws IllegalArgumentException if it is none that we know
     */
    public static Watch of(Waitable waitable) {
        Watch watch =
                waitable instanceof SharedLock lock ? lock.watch() : ofPrimitives.apply(waitable);
        if (watch == null) {
            throw new IllegalArgumentException(
                    "a "
                            + waitable.getClass().getName()
                            + " cannot be waited for together with others: it is a Lock of somebody else's");
        }
        return watch;
    }
}
