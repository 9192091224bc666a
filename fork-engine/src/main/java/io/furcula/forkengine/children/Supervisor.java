package io.furcula.forkengine.children;

import io.furcula.forkengine.Fd;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Follows children to their end, with one thread for all that are daemons and one for all others, each as
 * long as there are any: the latter keeps this JVM alive. A thread that has no children left waits a
 * moment for the next one, so that a program that starts one after the other does not start a thread for
 * each.
 *
 * <p><b>Thread safety:</b> safe for any number of threads.
 */
public final class Supervisor {

    private static final int PID_BITS_SHIFT = 32;
    private static final int LINGER_MS = 20;

    /** Replaced in a child: what is there is its parent's. */
    private static volatile Supervisor daemons = new Supervisor(true);

    private static volatile Supervisor others = new Supervisor(false);
    private static volatile ReentrantLock descriptorLock = new ReentrantLock();

    private static final Set<Followed> STARTING = ConcurrentHashMap.newKeySet();

    private final boolean daemon;
    private final Map<Integer, Followed> children = new ConcurrentHashMap<>();

    /** Guarded by this. */
    private @Nullable Thread thread;

    private int epoll = -1;

    private Supervisor(boolean daemon) {
        this.daemon = daemon;
    }

    /**
     * {@return one of the two}
     *
     * @param daemon whether it lets this JVM end
     */
    public static Supervisor of(boolean daemon) {
        return daemon ? daemons : others;
    }

    /** This process is a copy: what its parent follows is not its own. */
    public static void forked() {
        daemons = new Supervisor(true);
        others = new Supervisor(false);
        descriptorLock = new ReentrantLock();
        STARTING.clear();
    }

    /**
     * Does something with all descriptors of children that are alive, which a new child must not keep
     * open. None of them is closed meanwhile, and its number used for something else.
     *
     * @param <T> what the work results in
     * @param work gets the descriptors
     * @return its result
     */
    public static <T> T withDescriptors(Function<int[], T> work) {
        ReentrantLock held = descriptorLock;
        held.lock();
        try {
            return work.apply(descriptors());
        } finally {
            held.unlock();
        }
    }

    /** A child that has not said hello yet. Called with the lock held. */
    static void starting(Followed child) {
        STARTING.add(child);
    }

    /**
     * Closes descriptors of a child that has ended, while no other child is being made.
     *
     * @param child the child
     * @param close closes them
     */
    public static void closing(Followed child, Runnable close) {
        ReentrantLock held = descriptorLock;
        held.lock();
        try {
            STARTING.remove(child);
            close.run();
        } finally {
            held.unlock();
        }
    }

    private static int[] descriptors() {
        IntStream.Builder all = IntStream.builder();
        for (Followed child : STARTING) {
            IntStream.of(child.openDescriptors()).forEach(all);
        }
        for (Supervisor supervisor : new Supervisor[] {daemons, others}) {
            for (Followed child : supervisor.children.values()) {
                IntStream.of(child.openDescriptors()).forEach(all);
            }
        }
        return all.build().toArray();
    }

    /**
     * From here on a process is followed to its end.
     *
     * @param child the process
     */
    public synchronized void add(Followed child) {
        if (epoll < 0) {
            epoll = Fd.epoll();
        }
        int[] descriptors = child.descriptors();
        children.put(descriptors[0], child);
        STARTING.remove(child);
        for (int fd : descriptors) {
            Fd.watch(epoll, fd, (long) descriptors[0] << PID_BITS_SHIFT | fd);
        }
        if (thread == null) {
            Thread made = new Thread(this::follow, "furcula forked children");
            made.setDaemon(daemon);
            made.start();
            thread = made;
        }
    }

    private void follow() {
        long[] ready = new long[64];
        byte[] buffer = new byte[8192];
        int count;
        do {
            count = Fd.await(epoll, ready, children.isEmpty() ? LINGER_MS : -1);
            for (int i = 0; i < count; i++) {
                int process = (int) (ready[i] >> PID_BITS_SHIFT);
                Followed child = children.get(process);
                if (child != null && child.readable((int) ready[i], buffer)) {
                    children.remove(process, child);
                }
            }
        } while (!isDone(count));
    }

    private synchronized boolean isDone(int count) {
        if (count != 0 || !children.isEmpty()) {
            return false;
        }
        thread = null;
        Fd.close(epoll);
        epoll = -1;
        return true;
    }
}
