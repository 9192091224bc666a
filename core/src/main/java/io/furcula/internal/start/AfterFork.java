package io.furcula.internal.start;

import io.furcula.StartMethods;
import io.furcula.internal.shared.Inherited;
import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.Channel;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.concurrent.ConcurrentHashMap;

/** What the core does in a process that is a copy of another one. */
public final class AfterFork {

    /** The channels of this process alone, which a copy would keep open beyond its end. */
    private static final Set<Closeable> CHANNELS = ConcurrentHashMap.newKeySet();

    /** Those of this process's connections. */
    private static final Map<Channel, Boolean> SOCKETS =
            Collections.synchronizedMap(new WeakHashMap<>());

    private AfterFork() {}

    /**
     * Has a socket lead nowhere in every copy of this process.
     *
     * @param socket a channel; forgotten once nobody else knows it
     */
    public static void silence(Channel socket) {
        SOCKETS.put(socket, true);
    }

    /** {@return whether there are any} */
    public static boolean hasSockets() {
        return !SOCKETS.isEmpty();
    }

    /** {@return those sockets} */
    public static List<Channel> sockets() {
        synchronized (SOCKETS) {
            return new ArrayList<>(SOCKETS.keySet());
        }
    }

    /**
     * Has a channel closed in every copy of this process.
     *
     * @param channel the channel
     */
    public static void close(Closeable channel) {
        CHANNELS.add(channel);
    }

    /**
     * Makes this process, a copy, one of its own: without children, parent or anything to give back.
     * Called before any other thread runs in it, once {@link ProcessHandle#current()} is right.
     *
     * @param pid this process's id
     * @param start when it started, in clock ticks since boot
     */
    public static void begin(
            long pid, long start) { // without lambdas: each copy would have to link them anew
        Inherited.disown(pid, start);
        Self.forked();
        Children.forked();
        StartMethods.reset();
        for (Closeable channel : CHANNELS) {
            closeQuietly(channel);
        }
        CHANNELS.clear();
        SOCKETS.clear();
    }

    /** In a process that is going to be copied: loads what {@link #begin} needs and a target's end. */
    public static void rehearse() {
        TargetRunner.run("", () -> {}, () -> false);
        Children.count();
        StartMethods.getIfSet();
        Self.jvm().children();
        Inherited.rehearse();
        new ForeignProcess(0).pid();
    }

    private static void closeQuietly(Closeable channel) {
        try {
            channel.close();
        } catch (IOException e) {
            // It was closed already.
        }
    }
}
