package io.furcula.internal.manager;

import io.furcula.internal.connect.PeerObjects;
import java.io.InvalidObjectException;
import java.io.ObjectInputFilter;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The reading of an object that the other side of a manager's connection has sent, in one thread. References
 * in it become what stands for the object here: the object, or a proxy of it.
 */
/*
 * Java's serialisation asks the filter about that, too, right after the reference has been resolved. Its
 * class is allowed that one time: an object of it that is not a reference is refused still.
 */
final class Reading implements ObjectInputFilter {

    private static final ThreadLocal<@Nullable Reading> CURRENT = new ThreadLocal<>();

    private final Resolver resolver;
    private final @Nullable ObjectInputFilter more;
    private @Nullable Class<?> resolved;

    private Reading(Resolver resolver, @Nullable ObjectInputFilter more) {
        this.resolver = resolver;
        this.more = more;
    }

    /** What a reference becomes. */
    @FunctionalInterface
    interface Resolver {
        /**
         * {@return what stands for the object here}
         *
         * @param id the object's number
         * @param type the interface's name
         * @throws InvalidObjectException if there is no such object
         */
        Object resolve(long id, String type) throws InvalidObjectException;
    }

    /**
     * {@return the object in a message}
     *
     * @param message what was sent
     * @param resolver of references
     * @param allowed names of classes that it may have
     * @param more asked about all others, or null
     * @param sender who has sent it, for errors
     */
    static @Nullable Object read(
            byte[] message,
            Resolver resolver,
            Set<String> allowed,
            @Nullable ObjectInputFilter more,
            String sender) {
        Reading outer = CURRENT.get();
        Reading reading = new Reading(resolver, more);
        CURRENT.set(reading);
        try {
            return PeerObjects.decode(
                    message,
                    allowed,
                    reading,
                    sender,
                    "if it is yours: Manager.Builder.allow(TheClass.class)");
        } finally {
            if (outer == null) {
                CURRENT.remove();
            } else {
                CURRENT.set(outer);
            }
        }
    }

    static Object resolve(long id, String type) throws InvalidObjectException {
        Reading reading = CURRENT.get();
        if (reading == null) {
            throw new InvalidObjectException(
                    "a reference to an object of a manager's server that is"
                            + " not read from that server");
        }
        return resolved(reading.resolver.resolve(id, type));
    }

    /** {@return the object, which the filter lets pass} */
    static Object resolved(Object object) {
        Reading reading = CURRENT.get();
        if (reading != null) {
            reading.resolved = object.getClass();
        }
        return object;
    }

    @Override
    public Status checkInput(FilterInfo info) {
        Class<?> type = info.serialClass();
        if (type != null && type == resolved) {
            resolved = null;
            return Status.ALLOWED;
        }
        return more == null ? Status.UNDECIDED : more.checkInput(info);
    }
}
