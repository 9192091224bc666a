package io.furcula.internal.start;

import io.furcula.ForkHook;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * The registered hooks, and the order they run in: that of Python's {@code os.register_at_fork}.
 *
 * <p><b>Thread safety:</b> safe for any number of threads; hooks run in the thread that forks.
 */
public final class ForkHookList {

    private static final List<ForkHook> HOOKS = new CopyOnWriteArrayList<>();

    private ForkHookList() {}

    /**
     * Adds a hook, behind the others.
     *
     * @param hook the hook
     */
    public static void add(ForkHook hook) {
        HOOKS.add(hook);
    }

    /**
     * Removes a hook.
     *
     * @param hook the hook
     * @return whether it was there
     */
    public static boolean remove(ForkHook hook) {
        return HOOKS.remove(hook);
    }

    /**
     * Runs what comes before a fork, the last registered first.
     *
     * @return the hooks that {@link #inParent} or {@link #inChild} is to go on with, the first
     *     registered first
     * @throws RuntimeException what a hook throws; what was begun is undone by {@code inParent}
     */
    public static List<ForkHook> before() {
        List<ForkHook> hooks = new ArrayList<>(HOOKS);
        Collections.reverse(hooks);
        List<ForkHook> begun = new ArrayList<>();
        try {
            for (ForkHook hook : hooks) {
                hook.before().run();
                begun.add(0, hook);
            }
        } catch (RuntimeException | Error e) {
            inParent(begun);
            throw e;
        }
        return begun;
    }

    /**
     * Runs what comes after a fork in the parent, also when the fork failed.
     *
     * @param begun from {@link #before}
     */
    public static void inParent(List<ForkHook> begun) {
        begun.forEach(hook -> hook.inParent().run());
    }

    /**
     * Runs what comes after a fork in the child.
     *
     * @param begun from {@link #before}
     */
    public static void inChild(List<ForkHook> begun) {
        for (ForkHook hook : begun) { // without a lambda: each child would have to link it anew
            hook.inChild().run();
        }
    }
}
