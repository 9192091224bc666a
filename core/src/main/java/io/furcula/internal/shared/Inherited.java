package io.furcula.internal.shared;

import java.util.List;
import java.util.Set;

/** What a process that is a copy of another has from it and must not use as its own. */
public final class Inherited {

    private static final List<Class<?>> WHAT_IS_DISOWNED = List.of(
            OwnerWord.class,
            Cleanup.class,
            Arena.class,
            RuntimeFolder.class,
            WaitCensus.class,
            DeadlockWatch.class);

    private Inherited() {}

    /** In a process that is going to be copied: loads what {@link #disown} needs. */
    public static void rehearse() {
        WHAT_IS_DISOWNED.forEach(Inherited::initialise);
    }

    private static void initialise(Class<?> type) {
        try {
            Class.forName(type.getName(), true, type.getClassLoader());
        } catch (ClassNotFoundException e) {
            throw new AssertionError(type + " is there", e);
        }
    }

    /**
     * Says which threads of the original, and of its originals, this process has as objects alone.
     *
     * @param threads they do not run here, and never will
     */
    public static void leftBehind(Set<Thread> threads) {
        WaitCensus.leftBehind(threads);
    }

    /**
     * Lets go of all that belongs to the original: it frees, removes and hands out what is its own, and
     * this process begins anew. Called before any other thread runs in the copy.
     *
     * @param pid this process's id
     * @param start when it started, as {@link OwnerWord} has it: clock ticks since boot
     */
    public static void disown(long pid, long start) {
        OwnerWord.forked(pid, start);
        Cleanup.forked();
        Arena.forked();
        RuntimeFolder.forked();
        WaitCensus.forked();
        DeadlockWatch.forked();
    }
}
