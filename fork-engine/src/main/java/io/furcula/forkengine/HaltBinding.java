package io.furcula.forkengine;

import java.util.List;
import java.util.function.Consumer;

/**
 * Makes {@code Runtime.halt}, and so {@code System.exit}, of a forked child end the process without the
 * JVM's own end: that would wait for threads which were left behind, remove the parent's files and end
 * its recordings. In the parent it does what it always did.
 */
final class HaltBinding implements Consumer<Object> {

    private HaltBinding() {}

    /** In the parent, once. Called by way of a List, a class of the boot loader: see shim.c. */
    static void bind() {
        List.<Object>of(Jdk.SHUTDOWN).forEach(new HaltBinding());
    }

    @Override
    public native void accept(Object shutdown);
}
