package io.furcula.internal.start;

import io.furcula.Process;
import io.furcula.internal.shared.OwnerWord;
import io.furcula.spi.ChildHandle;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * The process that the calling code is part of: this JVM, or a child that is a thread of it.
 *
 * <p><b>Thread safety:</b> safe for any number of threads.
 */
public final class Self {

    /** This JVM. A copy of it is somebody else. */
    private static volatile Self jvm = new Self(0);

    /** Inherited, so that the threads which a child starts belong to it. */
    private static final InheritableThreadLocal<Self> THREAD_CHILD = new InheritableThreadLocal<>();

    private static final AtomicLong THREAD_CHILDREN = new AtomicLong();
    private static final int THREAD_SHIFT = 1;
    private static final long THREAD_MASK = (1 << 17) - 1;

    private final long number;
    private final AtomicInteger started = new AtomicInteger();
    private final Set<Process> children = ConcurrentHashMap.newKeySet();
    private final Deque<Runnable> atEnd = new ArrayDeque<>();
    private volatile String identity = "";
    private volatile @Nullable String startMethod;
    private volatile @Nullable Process process;
    private volatile @Nullable Process parent;
    private volatile @Nullable String parentName;
    private volatile @Nullable ChildHandle parentHandle;
    private volatile boolean booting;

    private Self(long number) {
        this.number = number;
    }

    /** {@return the process that the calling thread is part of} */
    public static Self current() {
        Self threadChild = THREAD_CHILD.get();
        return threadChild == null ? jvm : threadChild;
    }

    /** {@return this JVM's process} */
    public static Self jvm() {
        return jvm;
    }

    /**
     * This process is a copy of another: from here on it is somebody else, without children, and what
     * the other one owns is not its own. Called by the one thread that runs in it.
     */
    public static void forked() {
        THREAD_CHILD.remove();
        jvm = new Self(0);
    }

    /**
     * Runs something as a child that is a thread.
     *
     * @param <T> the result's type
     * @param child the child
     * @param work what to run
     * @return its result
     */
    static <T> T as(Self child, java.util.function.Supplier<T> work) {
        Self outer = THREAD_CHILD.get();
        THREAD_CHILD.set(child);
        try {
            return work.get();
        } finally {
            child.end();
            if (outer == null) {
                THREAD_CHILD.remove();
            } else {
                THREAD_CHILD.set(outer);
            }
        }
    }

    static Self newThreadChild() {
        return new Self(THREAD_CHILDREN.incrementAndGet());
    }

    /**
     * Tells this process who it is.
     *
     * @param identity for example {@code 1:2}; empty for the first process
     * @param startMethod the method that it was started by, which is its default
     * @param parentName the name of who started it
     * @param parentHandle who started it
     */
    public void is(
            String identity, String startMethod, String parentName, ChildHandle parentHandle) {
        this.identity = identity;
        this.startMethod = startMethod;
        this.parentName = parentName;
        this.parentHandle = parentHandle;
    }

    /**
     * Tells this process, which is a thread, who it is.
     *
     * @param identity for example {@code 1:2}
     * @param startMethod the method that it was started by, which is its default
     * @param parent who started it
     */
    void is(String identity, String startMethod, Process parent) {
        this.identity = identity;
        this.startMethod = startMethod;
        this.parent = parent;
    }

    /** {@return a number for the next child: 1, 2, and so on} */
    public int nextChild() {
        return started.incrementAndGet();
    }

    /**
     * {@return the identity of a child}
     *
     * @param number from {@link #nextChild()}
     */
    public String childIdentity(int number) {
        return identity.isEmpty() ? String.valueOf(number) : identity + ":" + number;
    }

    /** {@return for example {@code 1:2}; empty for the first process} */
    public String identity() {
        return identity;
    }

    /** {@return this process's object, or null before it is known} */
    public @Nullable Process process() {
        return process;
    }

    /**
     * Sets this process's object.
     *
     * @param process the object
     */
    public void process(Process process) {
        this.process = process;
    }

    /**
     * {@return who started this process, or nothing in the first one}
     *
     * @param factory makes an object for a process that was not started from here
     */
    public synchronized Optional<Process> parent(BiFunction<String, ChildHandle, Process> factory) {
        String name = parentName;
        ChildHandle handle = parentHandle;
        if (parent == null && name != null && handle != null) {
            parent = factory.apply(name, handle);
        }
        return Optional.ofNullable(parent);
    }

    /** {@return the method that this process was started by, or null for the first one} */
    public @Nullable String startMethod() {
        return startMethod;
    }

    /** {@return the children that have been started and have not ended} */
    public Set<Process> children() {
        return children;
    }

    /** {@return whether the child is still reading its task: it must not start others} */
    public boolean isBooting() {
        return booting;
    }

    /**
     * Says whether the child is still reading its task.
     *
     * @param booting whether it is
     */
    public void booting(boolean booting) {
        this.booting = booting;
    }

    /** {@return this process as an owner; a child that is a thread has its number there} */
    public long word() {
        return OwnerWord.self() | (number & THREAD_MASK) << THREAD_SHIFT;
    }

    /**
     * Has something done when this child ends; nothing for a JVM, whose end everyone notices.
     *
     * @param action what to do
     */
    public void onEnd(Runnable action) {
        if (this != jvm) {
            synchronized (atEnd) {
                atEnd.push(action);
            }
        }
    }

    private void end() {
        List<Runnable> actions;
        synchronized (atEnd) {
            actions = List.copyOf(atEnd);
            atEnd.clear();
        }
        actions.forEach(Runnable::run);
    }
}
