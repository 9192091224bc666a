package io.furcula.spi;

import io.furcula.StartFailedException;
import java.time.Duration;

/**
 * A way to bring a child into being, such as {@code spawn} or {@code threading}.
 *
 * <p>Providers are found through {@link java.util.ServiceLoader}. They need a public no-argument
 * constructor that does no work; one instance serves the whole JVM. Every provider passes {@code
 * io.furcula.testkit.StartMethodContract}.
 *
 * <p><b>Thread safety:</b> every method may be called by any thread at any time.
 */
public interface StartMethod {

    /** {@return the name users select it by} Unique, {@code [a-z][a-z-]*}, fixed once released. */
    String id();

    /**
     * {@return whether it can work here, and if not, why} Never throws. A method that can only be tried
     * may try itself, once, with a process that has ended when this returns.
     */
    Availability availability();

    /**
     * {@return whether a child is an operating-system process} If so it has memory of its own, can
     * be killed at any instant, and its target is a copy.
     */
    boolean startsProcesses();

    /**
     * Starts a child and returns once it has said hello.
     *
     * @param request what to run; not kept after the child has ended
     * @param helloTimeout the longest wait for the child's hello, at least 1 ms
     * @return a handle on a live child
     * @throws StartFailedException if the child dies or stays silent; no process is left behind
     * @throws InterruptedException if interrupted while waiting; no process is left behind
     */
    ChildHandle start(ChildRequest request, Duration helloTimeout) throws InterruptedException;

    /**
     * Loads and runs what a process of this method's own, such as a server, needs until it has started its
     * first child. Called in a process that records what it loads, for the class-data archive of those to
     * come, and that ends then. Does nothing unless it is overridden.
     *
     * @throws Exception if something does not work here; the rest is recorded all the same
     */
    default void train() throws Exception {}
}
