package io.furcula.internal.manager;

import io.furcula.manager.ManagedProxy;
import io.furcula.manager.ManagerLostException;
import java.io.Serializable;
import java.lang.ref.Reference;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import org.jspecify.annotations.Nullable;

/**
 * An object in a server, as its proxy knows it: sends each call there.
 *
 * <p><b>Thread safety:</b> safe for any number of threads.
 */
final class RemoteObject implements InvocationHandler {

    private final ServerRef server;
    private final long id;
    private final Class<?> type;
    private final Exposed exposed;
    private volatile @Nullable Link link;

    RemoteObject(ServerRef server, long id, Class<?> type) {
        this.server = server;
        this.id = id;
        this.type = type;
        this.exposed = Exposed.of(Kind.of(type).remote(type));
    }

    ServerRef server() {
        return server;
    }

    long id() {
        return id;
    }

    /** {@return the interface of its proxy} */
    Class<?> type() {
        return type;
    }

    @Override
    public @Nullable Object invoke(
            Object proxy, Method method, @Nullable Object @Nullable [] arguments) throws Throwable {
        @Nullable Object[] given = arguments == null ? new Object[0] : arguments;
        try {
            if (method.getDeclaringClass() == ManagedProxy.class) {
                return method.getName().equals("objectNumber") ? id : new ProxyHandle(this);
            }
            if (Exposed.isOfObject(method)) {
                return switch (method.getName()) {
                    case "equals" -> isSame(given[0]);
                    case "hashCode" -> Long.hashCode(id) + 31 * server.id().hashCode();
                    default -> text();
                };
            }
            if (method.isDefault() && hasFunction(given)) {
                return InvocationHandler.invokeDefault(proxy, method, given);
            }
            return link().call(id, exposed.call(method), given);
        } finally {
            Reference.reachabilityFence(
                    this); // once it is unreachable the server may drop the object
        }
    }

    private Link link() {
        Link known = link;
        if (known == null || !known.isUsable()) {
            known = Link.of(server);
            link = known;
        }
        return known;
    }

    private boolean isSame(@Nullable Object other) {
        return other instanceof ManagedProxy && id == idOf(other) && isOfSameServer(other);
    }

    private static long idOf(Object proxy) {
        return ((ManagedProxy) proxy).objectNumber();
    }

    private boolean isOfSameServer(Object proxy) {
        try {
            return ((ManagedProxy) proxy).writeReplace() instanceof ProxyHandle handle
                    && handle.isOf(server);
        } catch (java.io.ObjectStreamException e) {
            throw new AssertionError("a proxy has a handle", e);
        }
    }

    private String text() throws Throwable {
        try {
            return String.valueOf(link().call(id, Exposed.TO_STRING, new Object[0]));
        } catch (ManagerLostException | IllegalStateException e) {
            return "proxy of object " + id + " of a manager that cannot be reached";
        }
    }

    /** What runs here cannot be sent: then the method is run here, and calls others. */
    private static boolean hasFunction(@Nullable Object[] arguments) {
        for (Object argument : arguments) {
            if (argument != null && !(argument instanceof Serializable)) {
                return true;
            }
        }
        return false;
    }
}
