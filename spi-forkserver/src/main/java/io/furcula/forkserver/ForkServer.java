package io.furcula.forkserver;

import io.furcula.StartFailedException;
import io.furcula.forkengine.ForkEngine;
import java.time.Duration;
import java.util.concurrent.TimeoutException;

/**
 * What the servers of this process have loaded before they are copied.
 *
 * <p><b>Thread safety:</b> safe for any number of threads.
 */
public final class ForkServer {

    private static final Duration FOR_EVER = Duration.ofNanos(Long.MAX_VALUE / 2);

    private ForkServer() {}

    /**
     * Has classes loaded, initialised and warmed in this process's servers, for all children from here on.
     * A server is started if there is none; servers that are started later do it before their first child.
     *
     * @param preload what to load
     * @return what the server has loaded that is there for children without JVM options of their own
     * @throws StartFailedException if there is a problem and the policy is to fail, if the server dies, or if
     *     there can be none here; later servers do not load it then, and what has been loaded stays loaded
     * @throws io.furcula.NotTransferableException if the initialiser cannot be serialised
     * @throws InterruptedException if interrupted while waiting; the server goes on
     */
    public static PreloadReport preload(Preload preload) throws InterruptedException {
        try {
            return preload(preload, FOR_EVER);
        } catch (TimeoutException e) {
            throw new AssertionError("292 years are over", e);
        }
    }

    /**
     * As {@link #preload(Preload)}, within a time.
     *
     * @param preload what to load
     * @param timeout the longest wait
     * @return what the server has loaded that is there for children without JVM options of their own
     * @throws TimeoutException if it has not ended; this server goes on, and later ones do not load it
     * @throws StartFailedException if there is a problem and the policy is to fail, if the server dies, or if
     *     there can be none here; later servers do not load it then, and what has been loaded stays loaded
     * @throws io.furcula.NotTransferableException if the initialiser cannot be serialised
     * @throws InterruptedException if interrupted while waiting; the server goes on
     */
    public static PreloadReport preload(Preload preload, Duration timeout)
            throws InterruptedException, TimeoutException {
        String reason = ForkEngine.reasonAgainstCopies();
        if (reason != null) {
            throw new StartFailedException(
                    "A server (forkserver) cannot be used here: " + reason + ".   [FUR-107]");
        }
        return Servers.preload(preload, timeout.compareTo(FOR_EVER) < 0 ? timeout : FOR_EVER);
    }

    /**
     * Ends this process's servers, and waits until they have ended. Children that run are not hurt. The next
     * start makes a new server, which loads what the last one was told to.
     *
     * @param timeout the longest wait
     * @return whether they have ended
     * @throws InterruptedException if interrupted while waiting; they end all the same
     */
    public static boolean stop(Duration timeout) throws InterruptedException {
        return Servers.stop(timeout);
    }
}
