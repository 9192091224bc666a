package io.furcula.internal.manager;

import io.furcula.manager.ManagedProxy;
import io.furcula.manager.ManagedQueue;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentMap;

/**
 * How the objects of an interface are called. Most interfaces are called as they are. A collection's also
 * has iterators, views, and methods that take functions: so it has an interface of its own for what crosses
 * the connection, with an object behind it in the server, and one before it in the client.
 */
enum Kind {
    PLAIN {
        @Override
        Class<?> remote(Class<?> type) {
            return type;
        }

        @Override
        Object servant(Object object) {
            return object;
        }

        @Override
        Object front(Object stub) {
            return stub;
        }
    },
    MAP {
        @Override
        Class<?> remote(Class<?> type) {
            return RemoteMap.class;
        }

        @Override
        @SuppressWarnings("unchecked") // what its keys and values are the server does not care
        Object servant(Object object) {
            return new MapServant<>((Map<Object, Object>) object);
        }

        @Override
        @SuppressWarnings("unchecked")
        Object front(Object stub) {
            return new MapProxy<>((RemoteMap<Object, Object>) stub);
        }
    },
    LIST {
        @Override
        Class<?> remote(Class<?> type) {
            return RemoteList.class;
        }

        @Override
        @SuppressWarnings("unchecked")
        Object servant(Object object) {
            return new ListServant<>((List<Object>) object);
        }

        @Override
        @SuppressWarnings("unchecked")
        Object front(Object stub) {
            return new ListProxy<>((RemoteList<Object>) stub);
        }
    },
    SET {
        @Override
        Class<?> remote(Class<?> type) {
            return RemoteSet.class;
        }

        @Override
        @SuppressWarnings("unchecked")
        Object servant(Object object) {
            return new SetServant<>((Set<Object>) object);
        }

        @Override
        @SuppressWarnings("unchecked")
        Object front(Object stub) {
            return new SetProxy<>((RemoteSet<Object>) stub);
        }
    },
    QUEUE {
        @Override
        Class<?> remote(Class<?> type) {
            return RemoteQueue.class;
        }

        @Override
        @SuppressWarnings("unchecked")
        Object servant(Object object) {
            return new QueueServant<>((BlockingQueue<Object>) object);
        }

        @Override
        @SuppressWarnings("unchecked")
        Object front(Object stub) {
            return new QueueProxy<>((RemoteQueue<Object>) stub);
        }
    };

    private static final Map<Class<?>, Kind> COLLECTIONS = Map.of(
            Map.class, MAP,
            ConcurrentMap.class, MAP,
            List.class, LIST,
            Set.class, SET,
            BlockingQueue.class, QUEUE,
            ManagedQueue.class, QUEUE);

    /** {@return how the objects of an interface are called} */
    static Kind of(Class<?> type) {
        return COLLECTIONS.getOrDefault(type, PLAIN);
    }

    /** {@return the interface that crosses the connection} */
    abstract Class<?> remote(Class<?> type);

    /** {@return what is called in the server} */
    abstract Object servant(Object object);

    /** {@return what the client's user gets} */
    abstract Object front(Object stub);

    /** {@return a proxy} */
    static Object proxy(Class<?> type, InvocationHandler handler) {
        Kind kind = of(type);
        Class<?> remote = kind.remote(type);
        return kind.front(Proxy.newProxyInstance(
                loader(remote), new Class<?>[] {remote, ManagedProxy.class}, handler));
    }

    /** One that knows both interfaces. */
    private static ClassLoader loader(Class<?> type) {
        ClassLoader ours = ManagedProxy.class.getClassLoader();
        ClassLoader its = type.getClassLoader();
        return its == null ? ours : its;
    }
}
