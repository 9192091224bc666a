package io.furcula.internal.manager;

import io.furcula.manager.ManagedBarrier;
import io.furcula.manager.ManagedEvent;
import io.furcula.manager.ManagedQueue;
import io.furcula.manager.ManagedSemaphore;
import io.furcula.manager.ManagedValue;
import io.furcula.manager.Namespace;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.Vector;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.locks.Lock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What every server can create. */
public enum ReadyMade {
    /** Of one argument: what it has at the beginning. */
    MAP(ConcurrentMap.class, a -> new ConcurrentHashMap<>((Map<?, ?>) argument(a, 0))),
    /** Of one argument: what it has at the beginning. No class that is replaced when it is written. */
    @SuppressWarnings("JdkObsolete") // the synchronisation is what it is for
    LIST(List.class, a -> new Vector<>((Collection<?>) argument(a, 0))),
    /** Of one argument: the elements, whose number stays. */
    ARRAY(List.class, a -> new ServerArray((Collection<?>) argument(a, 0))),
    /** Of one argument: what it has at the beginning. */
    SET(Set.class, a -> {
        Set<Object> set = ConcurrentHashMap.newKeySet();
        set.addAll((Collection<?>) argument(a, 0));
        return set;
    }),
    /** Of one argument: how many elements there is room for. */
    QUEUE(ManagedQueue.class, a -> new ServerQueue<>(number(a, 0))),
    /** Of no argument. */
    LOCK(Lock.class, a -> new ServerLock(false)),
    /** Of no argument. */
    REENTRANT_LOCK(Lock.class, a -> new ServerLock(true)),
    /** Of two arguments: how many permits there are, and how many there may be. */
    SEMAPHORE(ManagedSemaphore.class, a -> new ServerSemaphore(number(a, 0), number(a, 1))),
    /** Of no argument. */
    EVENT(ManagedEvent.class, a -> new ServerEvent()),
    /** Of one argument: how many parties there are. */
    BARRIER(ManagedBarrier.class, a -> new ServerBarrier(number(a, 0))),
    /** Of no argument. */
    NAMESPACE(Namespace.class, a -> new ServerNamespace()),
    /** Of one argument: the value. */
    VALUE(ManagedValue.class, a -> new ServerValue(a[0]));

    /** How the names begin that are not for users. */
    public static final String PREFIX = "furcula.";

    private final Class<?> type;

    @SuppressWarnings("ImmutableEnumChecker") // lambdas that capture nothing
    private final Function<@Nullable Object[], Object> factory;

    ReadyMade(Class<?> type, Function<@Nullable Object[], Object> factory) {
        this.type = type;
        this.factory = factory;
    }

    /** {@return what it is created by} */
    public String id() {
        return PREFIX + name().toLowerCase(Locale.ROOT);
    }

    static @Nullable ReadyMade named(String name) {
        for (ReadyMade one : values()) {
            if (one.id().equals(name)) {
                return one;
            }
        }
        return null;
    }

    Class<?> type() {
        return type;
    }

    Object create(@Nullable Object[] arguments) {
        return factory.apply(arguments);
    }

    private static Object argument(@Nullable Object[] arguments, int index) {
        Object argument = arguments[index];
        if (argument == null) {
            throw new IllegalArgumentException("null");
        }
        return argument;
    }

    private static int number(@Nullable Object[] arguments, int index) {
        return (Integer) argument(arguments, index);
    }
}
