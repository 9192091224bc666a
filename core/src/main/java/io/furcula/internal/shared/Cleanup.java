package io.furcula.internal.shared;

import java.lang.ref.Cleaner;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * What this process must give back: when asked to, when the object that holds it is unreachable, or
 * at the latest when the JVM ends. Each runs once.
 *
 * <p><b>Thread safety:</b> safe for any number of threads.
 */
public final class Cleanup {

    private static final Cleaner CLEANER = Cleaner.create();
    private static final Set<Once> PENDING = ConcurrentHashMap.newKeySet();

    private static final Set<Runnable> FIRST = ConcurrentHashMap.newKeySet();

    /** Whether this process runs all that when it ends. */
    private static final AtomicBoolean HOOKED = new AtomicBoolean();

    private static void hook() {
        if (!HOOKED.get() && HOOKED.compareAndSet(false, true)) {
            Runtime.getRuntime().addShutdownHook(new Thread(Cleanup::atJvmEnd, "furcula clean-up"));
        }
    }

    /** This process is a copy: it has nothing to give back, and its original's hooks are gone. */
    static void forked() {
        PENDING.clear();
        HOOKED.set(false);
    }

    private static void atJvmEnd() {
        FIRST.forEach(Runnable::run);
        PENDING.forEach(Once::run);
    }

    private Cleanup() {}

    /**
     * Registers an action.
     *
     * @param holder when it is unreachable the action runs
     * @param action what to do; must not refer to the holder
     * @return runs the action now
     */
    public static Cleaner.Cleanable register(Object holder, Runnable action) {
        hook();
        Once once = new Once(action, new AtomicBoolean());
        PENDING.add(once);
        return CLEANER.register(holder, once);
    }

    /**
     * Registers an action that nobody needs when the JVM ends.
     *
     * @param holder when it is unreachable the action runs
     * @param action what to do; must not refer to the holder, nor wait
     */
    public static void whenUnreachable(Object holder, Runnable action) {
        CLEANER.register(holder, action);
    }

    /**
     * Registers an action for the JVM's end.
     *
     * @param action what to do
     */
    public static void atExit(Runnable action) {
        hook();
        PENDING.add(new Once(action, new AtomicBoolean()));
    }

    /**
     * Registers an action for the JVM's end that needs what the others give back. Registered again, it
     * still runs once.
     *
     * @param action what to do
     */
    public static void beforeAll(Runnable action) {
        hook();
        FIRST.add(action);
    }

    private record Once(Runnable action, AtomicBoolean done) implements Runnable {
        @Override
        public void run() {
            if (done.compareAndSet(false, true)) {
                PENDING.remove(this);
                action.run();
            }
        }

        @Override
        public boolean equals(Object other) {
            return this == other;
        }

        @Override
        public int hashCode() {
            return System.identityHashCode(this);
        }
    }
}
