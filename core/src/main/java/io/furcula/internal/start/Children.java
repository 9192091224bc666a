package io.furcula.internal.start;

import io.furcula.Process;
import io.furcula.StartFailedException;
import io.furcula.internal.ErrorText;
import io.furcula.internal.shared.Cleanup;
import io.furcula.internal.shared.Deadline;
import io.furcula.internal.shared.Timeouts;
import io.furcula.internal.shared.Wait;
import io.furcula.internal.shared.WaitingProcess;
import io.furcula.spi.ChildExit;
import io.furcula.spi.ChildHandle;
import io.furcula.spi.Region;
import io.furcula.spi.StartMethod;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The children of this JVM, from their start to their end. When the JVM ends, daemons are terminated
 * at once; others are waited for, at most {@value #EXIT_TIMEOUT_PROPERTY} (10 s by default), and then
 * stopped.
 *
 * <p><b>Thread safety:</b> safe for any number of threads.
 */
public final class Children {

    /** How long a child's hello may take, in seconds. */
    public static final String HELLO_TIMEOUT_PROPERTY = "furcula.hello.timeout";

    /** How long the end of this JVM waits for children that are not daemons, in seconds. */
    public static final String EXIT_TIMEOUT_PROPERTY = "furcula.exit.timeout";

    private static final System.Logger LOG = System.getLogger("io.furcula.start");
    private static final long SLICE_NANOS = TimeUnit.MILLISECONDS.toNanos(Region.SLICE_MS);
    private static final long NOBODY = 0;
    private static final Duration EXIT_GRACE = Duration.ofSeconds(2);

    private static final Map<ChildHandle, Process> ALIVE = new ConcurrentHashMap<>();

    /** A child may still attach what this process holds, so it comes before the clean-up. */
    private static final Runnable AT_EXIT = Children::atExit;

    private Children() {}

    /**
     * Starts a child.
     *
     * @param method how
     * @param request what
     * @return the child
     * @throws StartFailedException if it cannot be started, or if interrupted
     */
    @SuppressWarnings("FutureReturnValueIgnored") // a start method's onExit never fails
    public static ChildHandle start(StartMethod method, TaskRequest request) {
        ChildHandle child;
        try {
            child = method.start(request, seconds(HELLO_TIMEOUT_PROPERTY, 30));
        } catch (RuntimeException e) {
            request.ended();
            throw e;
        } catch (InterruptedException e) {
            request.ended();
            Thread.currentThread().interrupt();
            throw new StartFailedException(
                    ErrorText.of(
                                    "FUR-110",
                                    "The start of '" + request.name() + "' was interrupted.")
                            .toString(),
                    e);
        }
        Cleanup.beforeAll(AT_EXIT);
        Process process = request.process();
        request.parent().children().add(process);
        ALIVE.put(child, process);
        child.onExit().whenComplete((exit, never) -> {
            ALIVE.remove(child);
            request.parent().children().remove(process);
            request.ended();
        });
        return child;
    }

    /** {@return how many children of this JVM are alive} */
    static int count() {
        return ALIVE.size();
    }

    /** This process is a copy: its original's children are not its own. */
    public static void forked() {
        ALIVE.clear();
    }

    private static Duration seconds(String property, int otherwise) {
        return Duration.ofSeconds(Long.getLong(property, otherwise));
    }

    /**
     * Waits for a child's end.
     *
     * @param child the child
     * @param timeout the longest wait
     * @return how it ended, if it has
     * @throws InterruptedException if interrupted while waiting
     */
    public static Optional<ChildExit> await(ChildHandle child, Duration timeout)
            throws InterruptedException {
        return await(child, Timeouts.nanos(timeout));
    }

    /**
     * Waits for a child's end.
     *
     * @param child the child
     * @param timeoutNanos the longest wait
     * @return how it ended, if it has
     * @throws InterruptedException if interrupted while waiting
     */
    public static Optional<ChildExit> await(ChildHandle child, long timeoutNanos)
            throws InterruptedException {
        try {
            return Optional.of(child.onExit().get(timeoutNanos, TimeUnit.NANOSECONDS));
        } catch (TimeoutException e) {
            return Optional.empty();
        } catch (ExecutionException e) {
            throw new AssertionError("a start method's onExit never fails", e);
        }
    }

    /**
     * Waits for a child's end, where others can see it.
     *
     * @param child the child
     * @param timeoutNanos the longest wait
     * @param identity the child's identity, or nothing if it is not one's own
     * @param name what the child is called in reports
     * @return how it ended, if it has
     * @throws InterruptedException if interrupted while waiting
     */
    public static Optional<ChildExit> awaitEnd(
            ChildHandle child, long timeoutNanos, String identity, String name)
            throws InterruptedException {
        Deadline deadline = Deadline.in(timeoutNanos);
        Optional<ChildExit> exit = await(child, Math.min(timeoutNanos, SLICE_NANOS));
        if (exit.isPresent() || deadline.isOver()) {
            return exit;
        }
        long whose = identity.isEmpty() ? NOBODY : WaitingProcess.hash(identity);
        try (Wait wait = Wait.forEnd(whose, name, deadline)) {
            while (exit.isEmpty() && !deadline.isOver()) {
                exit = await(child, Math.min(deadline.leftNanos(), SLICE_NANOS));
                wait.slept();
            }
            return exit;
        }
    }

    /**
     * Stops a child that still runs: asks it, then kills it. An interrupt kills it at once.
     *
     * @param child the child
     * @param grace how long it may take by itself
     * @param killLimit how long the kill may take
     * @param name for the log
     */
    public static void stop(ChildHandle child, Duration grace, Duration killLimit, String name) {
        boolean interrupted = false;
        try {
            if (child.onExit().isDone()) {
                return;
            }
            child.terminate();
            if (await(child, grace).isPresent()) {
                return;
            }
        } catch (InterruptedException e) {
            interrupted = true;
        }
        try {
            child.kill();
            if (await(child, killLimit).isEmpty()) {
                LOG.log(Level.WARNING, "child ''{0}'' (pid {1}) does not end", name, child.pid());
            }
        } catch (InterruptedException e) {
            interrupted = true;
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static void atExit() {
        List<ChildHandle> daemons = new ArrayList<>();
        List<ChildHandle> others = new ArrayList<>();
        long self = ProcessHandle.current().pid();
        ALIVE.keySet().removeIf(child -> child.pid() == self); // threads end with the JVM, as ever
        ALIVE.forEach((child, process) -> (process.isDaemon() ? daemons : others).add(child));
        try {
            daemons.forEach(ChildHandle::terminate);
            awaitAll(others, seconds(EXIT_TIMEOUT_PROPERTY, 10));
            others.forEach(ChildHandle::terminate);
            awaitAll(ALIVE.keySet(), EXIT_GRACE);
        } catch (InterruptedException e) {
            // Nobody interrupts a shutdown hook but who wants the end.
        } finally {
            ALIVE.keySet().forEach(ChildHandle::kill);
        }
    }

    private static void awaitAll(Iterable<ChildHandle> children, Duration timeout)
            throws InterruptedException {
        long end = System.nanoTime() + timeout.toNanos();
        for (ChildHandle child : children) {
            await(child, Math.max(0, end - System.nanoTime()));
        }
    }
}
