package io.furcula.internal.manager;

import org.jspecify.annotations.Nullable;

/** What a server does itself, as its object number 0. */
interface ServerControl {

    /**
     * {@return a new object, as a proxy}
     *
     * @param name what it was registered by
     * @param arguments of its factory
     */
    Object create(String name, @Nullable Object[] arguments);

    /**
     * {@return a new object, as a proxy} For whoever has started the server.
     *
     * @param type its interface's name
     * @param factory makes it
     */
    Object createOwn(String type, byte[] factory) throws Exception;

    /** A proxy leaves its process: the object stays until it has arrived. */
    void pin(long id);

    /**
     * Proxies have arrived in a process.
     *
     * @param ids their objects'
     * @param pinned whether each was pinned when it was sent
     */
    void claim(long[] ids, boolean pinned);

    /** {@return how many objects there are} */
    int numberOfObjects();

    /** {@return a line for each object} */
    String debugInfo();

    /** Ends the server, once this call has been answered. For whoever has started it. */
    void shutdown();
}
