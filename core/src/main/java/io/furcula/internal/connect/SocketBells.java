package io.furcula.internal.connect;

import io.furcula.internal.start.Self;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The thread that looks at sockets for those who wait for other things, too, and rings their bells. It ends
 * {@value #LINGER_MS} ms after the last of them.
 *
 * <p><b>Thread safety:</b> safe for any number of threads.
 */
/*
 *   [not known] --arm--> [ARMED, bells] --can do it: rings--> [RUNG, bells] --arm--> [ARMED]
 *                             |                                   |
 *                             +---------- disarm, of the last ----+--> [QUIET]  --arm--> [ARMED]
 *
 * A channel's key stays until the channel is closed or the thread ends: as long as it is there, the system's
 * socket outlives close(), so whoever closes a channel says so.
 *
 * A copy of this process has no such thread. It makes another one, and never touches the selector, which is
 * locked in it.
 */
final class SocketBells {

    private static final int LINGER_MS = 1000;

    /** Guarded by the class, as is all else. */
    private static @Nullable SocketBells current;

    private final Self jvm = Self.jvm();
    private final Selector selector;
    private final Map<SelectableChannel, Set<Runnable>> bells = new HashMap<>();
    private long quietSince = System.nanoTime();

    private SocketBells() throws IOException {
        selector = Selector.open();
    }

    private static SocketBells get() throws IOException {
        SocketBells running = current;
        if (running == null || running.jvm != Self.jvm()) {
            running = new SocketBells();
            current = running;
            Thread thread = new Thread(null, running::run, "furcula sockets", 0, false);
            thread.setDaemon(true);
            thread.start();
        }
        return running;
    }

    /**
     * Has a bell rung, once, as soon as a channel can do something. If that cannot be, whoever waits looks
     * again at the end of its slice.
     *
     * @param channel one that does not block
     * @param operation what it is to do
     * @param bell the bell
     */
    static synchronized void arm(SelectableChannel channel, int operation, Runnable bell) {
        try {
            SocketBells running = get();
            SelectionKey key = channel.keyFor(running.selector);
            if (key == null) {
                channel.register(running.selector, operation);
            } else {
                key.interestOps(operation);
            }
            running.bells.computeIfAbsent(channel, c -> new HashSet<>()).add(bell);
            running.selector.wakeup();
        } catch (ClosedChannelException | CancelledKeyException e) {
            bell.run(); // it is closed: the waiter finds out
        } catch (IOException e) {
            System.getLogger("io.furcula.connection")
                    .log(Level.DEBUG, "sockets are looked at again and again", e);
        }
    }

    /**
     * Has a bell not rung any more.
     *
     * @param channel the channel
     * @param bell the bell
     */
    static synchronized void disarm(SelectableChannel channel, Runnable bell) {
        SocketBells running = current;
        Set<Runnable> ofChannel = running == null ? null : running.bells.get(channel);
        if (running != null && ofChannel != null && ofChannel.remove(bell) && ofChannel.isEmpty()) {
            running.bells.remove(channel);
            running.quietSince = System.nanoTime();
        }
    }

    /**
     * Lets go of a channel that has just been closed, so that the system closes its socket, too.
     *
     * @param channel the channel
     */
    static synchronized void closed(SelectableChannel channel) {
        SocketBells running = current;
        if (running == null
                || running.jvm != Self.jvm()
                || channel.keyFor(running.selector) == null) {
            return;
        }
        running.bells.getOrDefault(channel, Set.of()).forEach(Runnable::run);
        try {
            running.selector.wakeup();
            running.selector.selectNow(); // its thread waits for us, once it has left the selector
            running.selector.wakeup(); // and looks at what we have found
        } catch (IOException e) {
            System.getLogger("io.furcula.connection").log(Level.DEBUG, "closing a socket", e);
        }
    }

    private void run() {
        try {
            do {
                selector.select(LINGER_MS);
            } while (ringAll());
        } catch (IOException e) {
            System.getLogger("io.furcula.connection")
                    .log(Level.WARNING, "sockets are looked at again and again", e);
            end();
        }
    }

    /** {@return whether anybody waits, or has until a moment ago} */
    private boolean ringAll() throws IOException {
        synchronized (SocketBells.class) {
            for (SelectionKey key : selector.selectedKeys()) {
                List.copyOf(bells.getOrDefault(key.channel(), Set.of())).forEach(Runnable::run);
                quieten(key);
            }
            selector.selectedKeys().clear();
            boolean isOver = bells.isEmpty()
                    && System.nanoTime() - quietSince >= TimeUnit.MILLISECONDS.toNanos(LINGER_MS);
            if (isOver) {
                end();
            }
            return !isOver;
        }
    }

    private static void quieten(SelectionKey key) {
        try {
            key.interestOps(0);
        } catch (CancelledKeyException e) {
            // Its channel is closed.
        }
    }

    private void end() {
        synchronized (SocketBells.class) {
            if (current == this) {
                current = null;
            }
            try {
                selector.close();
            } catch (IOException e) {
                System.getLogger("io.furcula.connection").log(Level.DEBUG, "closing a selector", e);
            }
        }
    }
}
