package io.furcula.spi;

import io.furcula.ProcessOptions;
import java.util.function.BooleanSupplier;

/**
 * What a start method is asked to bring into being. Made by the core, one for each start.
 *
 * <p>A method that starts JVMs sends {@link #task()} to the child's bootstrap, most easily through
 * {@link JvmLauncher}. A method whose child shares or copies this heap calls {@link #runHere} in
 * the child instead, and nothing is serialised.
 */
public interface ChildRequest {

    /** {@return the child's name} For example {@code Process-1:2}. */
    String name();

    /**
     * {@return whether the child must not keep this JVM alive} Such children are terminated when
     * this JVM ends.
     */
    boolean daemon();

    /** {@return how the child's process is set up} Heap, JVM options, environment, output. */
    ProcessOptions options();

    /**
     * {@return the name of the class that the target is written in} Its lambda's, its own, or that of a
     * subclass of {@code Process}: for a start method that loads it beforehand. The task may need any
     * other class, too.
     */
    String targetClass();

    /**
     * {@return the serialised task for the child's bootstrap} Serialised at the first call.
     *
     * @throws io.furcula.NotTransferableException if the target or an argument cannot be serialised
     */
    byte[] task();

    /**
     * Runs the target in the calling thread, as the child: {@code Process.current()} is the child
     * until the call returns. In a process that is a copy of the one that made this request, it is
     * the child for good. What the target throws is printed as an uncaught exception and
     * returned.
     *
     * @param stopRequested asked when the target ends with an {@link InterruptedException}: whether
     *     that is how it was asked to end
     * @return how the target ended: code 0; code 1 and what it threw; or {@code SIGTERM}, if it was
     *     asked to end and did
     */
    ChildExit runHere(BooleanSupplier stopRequested);
}
