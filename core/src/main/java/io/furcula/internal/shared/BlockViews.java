package io.furcula.internal.shared;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * How an object is put over a block that is one already, for types whose constructors are their own
 * package's.
 *
 * <p><b>Thread safety:</b> safe for any number of threads.
 */
public final class BlockViews {

    private static final Map<Class<?>, Function<SharedBlock, ?>> BY_TYPE =
            new ConcurrentHashMap<>();

    private BlockViews() {}

    /**
     * Tells how it is done; called when the type is initialised.
     *
     * @param type the type
     * @param constructor makes an object of it over a block
     */
    public static void register(Class<?> type, Function<SharedBlock, ?> constructor) {
        BY_TYPE.put(type, constructor);
    }

    /**
     * {@return an object over a block}
     *
     * @param <T> its type
     * @param type its type
     * @param block holds one of that type
     */
    public static <T> T over(Class<T> type, SharedBlock block) {
        try {
            Class.forName(type.getName(), true, type.getClassLoader());
        } catch (ClassNotFoundException e) {
            throw new AssertionError(type + " is there", e);
        }
        Function<SharedBlock, ?> constructor = BY_TYPE.get(type);
        if (constructor == null) {
            throw new IllegalArgumentException(type + " is no view of a block");
        }
        return type.cast(constructor.apply(block));
    }
}
