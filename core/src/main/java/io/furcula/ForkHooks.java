package io.furcula;

import io.furcula.internal.start.ForkHookList;

/**
 * Actions around every fork of this JVM, as Python's {@code os.register_at_fork}. They run under start
 * methods that copy the JVM, and under no other.
 *
 * <p>The order is Python's: {@code before} the last registered first, {@code inParent} and {@code
 * inChild} the first registered first. A library that holds a resource is thus flushed after those that
 * are built on it, and made anew before them. A child has its parent's hooks, for its own forks.
 *
 * <p><b>Thread safety:</b> every method may be called by any thread at any time.
 */
public final class ForkHooks {

    private ForkHooks() {}

    /**
     * Registers a hook, behind those there are.
     *
     * @param hook what to do
     */
    public static void register(ForkHook hook) {
        ForkHookList.add(hook);
    }

    /**
     * Removes a hook. A fork that is under way still runs it.
     *
     * @param hook what was registered
     * @return whether it was there
     */
    public static boolean unregister(ForkHook hook) {
        return ForkHookList.remove(hook);
    }
}
