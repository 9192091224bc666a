package io.furcula;

import io.furcula.internal.start.Providers;
import io.furcula.internal.start.Self;
import io.furcula.spi.Availability;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The start methods on the class path, and the global one among them.
 *
 * <p>The global method is the one that was {@link #set}; in a child, the one that it was started by;
 * else the first available of {@code fork}, {@code forkserver}, {@code spawn}, {@code threading} and
 * any other. {@code fork} and {@code forkserver} are available on Linux alone.
 *
 * <p><b>Thread safety:</b> every method may be called by any thread at any time.
 */
public final class StartMethods {

    /** For {@link #set(String, Force)}: replaces what was set before. */
    public static final Force FORCE = Force.FORCE;

    /** Guarded by the class. */
    private static @Nullable String chosen;

    private StartMethods() {}

    /** The one value says: replace what was set before. */
    public enum Force {
        /** Replace it. */
        FORCE
    }

    /**
     * A start method that was found.
     *
     * @param id the name to select it by
     * @param availability whether it can work here, and why
     * @param provider its class and the jar that it came from
     */
    public record Entry(String id, Availability availability, String provider) {}

    /** {@return every start method on the class path, the default first} */
    public static List<Entry> all() {
        return Providers.entries();
    }

    /** {@return the names of those that can be used here, the default first} */
    public static List<String> available() {
        return all().stream()
                .filter(e -> e.availability().available())
                .map(Entry::id)
                .toList();
    }

    /**
     * {@return the global start method} Fixes the default if none was set: a later {@link
     * #set(String)} fails.
     *
     * @throws IllegalStateException if there is none on the class path that can be used
     */
    public static synchronized String get() {
        String method = chosen;
        if (method == null) {
            String inherited = Self.current().startMethod();
            method = inherited == null ? Providers.defaultId() : inherited;
            chosen = method;
        }
        return method;
    }

    /** {@return the global start method, if it is fixed} Fixes nothing. */
    public static synchronized Optional<String> getIfSet() {
        return Optional.ofNullable(chosen);
    }

    /**
     * Sets the global start method, once.
     *
     * @param method its name
     * @throws IllegalStateException if it was set before, or if the default has been used; nothing
     *     changes
     * @throws IllegalArgumentException if there is no such method, or if it cannot work here; nothing
     *     changes
     */
    public static synchronized void set(String method) {
        if (chosen != null) {
            throw new IllegalStateException("context has already been set: the start method is '"
                    + chosen
                    + "'; StartMethods.set(\""
                    + method
                    + "\", FORCE) replaces it");
        }
        Providers.require(method);
        chosen = method;
    }

    /**
     * Sets the global start method, also if it was set before. Running children are not affected.
     *
     * @param method its name
     * @param force {@link #FORCE}
     * @throws IllegalArgumentException if there is no such method, or if it cannot work here; nothing
     *     changes
     */
    public static synchronized void set(String method, Force force) {
        Providers.require(method);
        chosen = method;
    }

    /** Forgets what was set: the default holds again, and {@link #set(String)} works once more. */
    public static synchronized void reset() {
        chosen = null;
    }
}
