package io.furcula.examples;

import io.furcula.Context;
import io.furcula.ForkHook;
import io.furcula.ForkHooks;
import io.furcula.Process;
import java.util.ArrayDeque;
import java.util.Deque;

/** Connections that must not be used by two processes are made anew in a forked child. */
public final class ForkHooksExample {

    private ForkHooksExample() {}

    // region pool
    /** Connections to some server, or so we pretend: each knows which process has opened it. */
    private static final class ConnectionPool {
        private final Deque<String> idle = new ArrayDeque<>();

        synchronized String use() {
            if (idle.isEmpty()) {
                idle.push("a connection of " + Process.current().name());
            }
            return idle.getFirst();
        }

        synchronized void reconnect() {
            idle.clear(); // without goodbye: the server would hang up on the parent
        }
    }
    // endregion

    // region hooks
    public static void main(String[] args) throws InterruptedException {
        ConnectionPool pool = new ConnectionPool();
        ForkHook hook = ForkHook.builder().inChild(pool::reconnect).build();
        ForkHooks.register(hook);
        System.out.println("before the fork: " + pool.use());
        try (Process child = Context.of("fork")
                .process(() -> System.out.println("in the child: " + pool.use()))
                .start()) {
            child.requireSuccess();
        }
        System.out.println("in the parent: " + pool.use());
        ForkHooks.unregister(hook);
    }
    // endregion
}
