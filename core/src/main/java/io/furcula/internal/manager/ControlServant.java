package io.furcula.internal.manager;

import io.furcula.internal.ErrorText;
import io.furcula.internal.codec.Codec;
import io.furcula.manager.Manager;
import org.jspecify.annotations.Nullable;

/** Creates objects for a client, and ends the server for its owner. */
final class ControlServant implements ServerControl {

    private final ManagerServer server;
    private final Session session;

    ControlServant(ManagerServer server, Session session) {
        this.server = server;
        this.session = session;
    }

    @Override
    public Object create(String name, @Nullable Object[] arguments) {
        ReadyMade readyMade = ReadyMade.named(name);
        if (readyMade != null) {
            Object object = readyMade.create(arguments);
            server.referents().register(object, readyMade.type());
            return object;
        }
        ServerConfig.Registration registration = server.registration(name);
        return registered(registration.type(), registration.factory());
    }

    /** Classes of the owner's factory are not limited: it could have started any other server. */
    @Override
    public Object createOwn(String typeName, byte[] factory) throws ClassNotFoundException {
        checkOwner("create an object of any class");
        ClassLoader loader = Thread.currentThread().getContextClassLoader();
        Class<?> type = Class.forName(
                typeName, false, loader == null ? ManagerServer.class.getClassLoader() : loader);
        server.expose(type);
        if (!(Codec.fromBytes(factory) instanceof Manager.Factory<?> own)) {
            throw new IllegalArgumentException("no factory");
        }
        return registered(type, own);
    }

    private Object registered(Class<?> type, Manager.Factory<?> factory) {
        Object object = make(factory);
        if (!type.isInstance(object)) {
            throw new IllegalStateException("the factory of " + type.getName() + " made "
                    + (object == null ? "null" : "a " + object.getClass().getName()));
        }
        server.referents().register(object, type);
        return object;
    }

    private static @Nullable Object make(Manager.Factory<?> factory) {
        try {
            return factory.create();
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException("the factory failed: " + e, e);
        }
    }

    private void checkOwner(String what) {
        if (!session.isOwner()) {
            throw notOwner(server.toString(), what);
        }
    }

    static IllegalStateException notOwner(String manager, String what) {
        return new IllegalStateException(ErrorText.of(
                        "FUR-606",
                        "Only the process that has started the manager at " + manager + " can "
                                + what
                                + ".")
                .remedy("Manager.Builder.register(name, TheInterface.class, factory), and"
                        + " create(name, TheInterface.class) elsewhere")
                .toString());
    }

    @Override
    public void pin(long id) {
        server.referents().pin(id);
    }

    @Override
    public void claim(long[] ids, boolean pinned) {
        for (long id : ids) {
            server.referents().claim(id, pinned, session);
        }
    }

    @Override
    public int numberOfObjects() {
        return server.referents().count();
    }

    @Override
    public String debugInfo() {
        return server.referents().describe();
    }

    @Override
    public void shutdown() {
        checkOwner("shut it down");
        server.shutdown();
    }
}
