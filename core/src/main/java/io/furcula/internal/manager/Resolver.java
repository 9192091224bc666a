package io.furcula.internal.manager;

import java.io.InvalidObjectException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What a reference to an object of the manager becomes where it is read: the object, or a proxy of it. */
@FunctionalInterface
interface Resolver {

    /** Whoever reads in this thread. */
    ThreadLocal<@Nullable Resolver> CURRENT = new ThreadLocal<>();

    /**
     * {@return what stands for the object here}
     *
     * @param id the object's number
     * @param type the interface's name
     * @throws InvalidObjectException if there is no such object
     */
    Object resolve(long id, String type) throws InvalidObjectException;

    /** {@return what the work returns, which reads with this} */
    default <T extends @Nullable Object> T read(Supplier<T> work) {
        Resolver outer = CURRENT.get();
        CURRENT.set(this);
        try {
            return work.get();
        } finally {
            if (outer == null) {
                CURRENT.remove();
            } else {
                CURRENT.set(outer);
            }
        }
    }
}
