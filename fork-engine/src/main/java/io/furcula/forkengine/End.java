package io.furcula.forkengine;

import java.util.Collection;
import java.util.Map;

/** The end of a child whose target has returned. */
final class End {

    private End() {}

    /**
     * Ends this process: at once if nothing has been registered for its end, which spares some
     * milliseconds; else as {@link System#exit} does.
     *
     * @param really false for a rehearsal, which returns
     */
    static void with(int code, boolean really) {
        System.out.flush();
        System.err.flush();
        if (isAwaited() && really) {
            System.exit(code);
        }
        Shim.exit0(code, really);
    }

    private static boolean isAwaited() {
        boolean noHooks = Jdk.SHUTDOWN_HOOKS.get() instanceof Map<?, ?> hooks && hooks.isEmpty();
        boolean noFiles =
                Jdk.FILES_TO_DELETE.get() instanceof Collection<?> files && files.isEmpty();
        return !noHooks || !noFiles;
    }
}
