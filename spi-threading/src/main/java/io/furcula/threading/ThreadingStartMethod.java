package io.furcula.threading;

import io.furcula.StartFailedException;
import io.furcula.spi.Availability;
import io.furcula.spi.ChildHandle;
import io.furcula.spi.ChildRequest;
import io.furcula.spi.StartMethod;
import java.time.Duration;

/**
 * A child is a thread of this JVM: for targets that wait more than they compute, for debugging, and
 * for code that must run with and without processes.
 *
 * <p>What a process has and such a child has not: memory of its own (targets and arguments are
 * shared, not copied, and static fields too), an exit of its own ({@code System.exit} ends the whole
 * JVM), and a kill that cannot be ignored ({@code terminate} and {@code kill} interrupt the thread).
 *
 * <p>With {@code -Dfurcula.threading.virtual=true} children are virtual threads, on JDK 21 and later;
 * these never keep the JVM alive.
 */
public final class ThreadingStartMethod implements StartMethod {

    /** Asks for virtual threads. */
    public static final String VIRTUAL_PROPERTY = "furcula.threading.virtual";

    /** Called by the service loader. */
    public ThreadingStartMethod() {}

    @Override
    public String id() {
        return "threading";
    }

    @Override
    public Availability availability() {
        if (Boolean.getBoolean(VIRTUAL_PROPERTY) && Runtime.version().feature() < 21) {
            return Availability.no("virtual threads need JDK 21, and this is " + Runtime.version());
        }
        return Availability.yes("threads of this JVM");
    }

    @Override
    public boolean startsProcesses() {
        return false;
    }

    @Override
    public ChildHandle start(ChildRequest request, Duration helloTimeout) {
        ThreadChild child = new ThreadChild(request);
        Thread thread = Boolean.getBoolean(VIRTUAL_PROPERTY)
                ? virtual(child, request.name())
                : platform(child, request);
        child.start(thread);
        return child;
    }

    private static Thread platform(Runnable work, ChildRequest request) {
        Thread thread = new Thread(work, request.name());
        thread.setDaemon(request.daemon());
        return thread;
    }

    /** Thread.ofVirtual().name(name).unstarted(work), which JDK 17 does not have. */
    private static Thread virtual(Runnable work, String name) {
        try {
            Class<?> builderType = Class.forName("java.lang.Thread$Builder");
            Object builder = Thread.class.getMethod("ofVirtual").invoke(null);
            builderType.getMethod("name", String.class).invoke(builder, name);
            return (Thread)
                    builderType.getMethod("unstarted", Runnable.class).invoke(builder, work);
        } catch (ReflectiveOperationException e) {
            throw new StartFailedException("This JVM has no virtual threads.   [FUR-107]", e);
        }
    }
}
