package io.furcula;

import io.furcula.internal.shared.Deadline;
import io.furcula.internal.shared.Timeouts;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeoutException;

/**
 * Several processes that were started together.
 *
 * <p><b>Thread safety:</b> every method may be called by any thread at any time.
 */
public final class ProcessGroup implements AutoCloseable {

    private final List<Process> processes;

    private ProcessGroup(List<Process> processes) {
        this.processes = List.copyOf(processes);
    }

    /** Starts them side by side: most of a start is waiting for a JVM to come up. */
    static ProcessGroup start(Context context, int count, Target.Indexed target) {
        if (count < 1) {
            throw new IllegalArgumentException("count=" + count + " is less than 1");
        }
        List<Process> processes = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            processes.add(context.builder((Target.Of1<Integer>) target::run, i).build());
        }
        List<FutureTask<Process>> starts = new ArrayList<>();
        for (Process process : processes) {
            FutureTask<Process> start = new FutureTask<>(process::start);
            starts.add(start);
            Thread thread = new Thread(start, "furcula start " + process.name());
            thread.setDaemon(true);
            thread.start();
        }
        RuntimeException failure = null;
        for (FutureTask<Process> start : starts) {
            try {
                waitFor(start);
            } catch (RuntimeException e) {
                failure = e;
            }
        }
        ProcessGroup group = new ProcessGroup(processes);
        if (failure != null) {
            group.close();
            throw failure;
        }
        return group;
    }

    private static void waitFor(FutureTask<Process> start) {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    start.get();
                    return;
                } catch (InterruptedException e) {
                    interrupted = true; // each start is bounded by itself
                } catch (ExecutionException e) {
                    if (e.getCause() instanceof RuntimeException cause) {
                        throw cause;
                    }
                    throw new StartFailedException("A process cannot be started.", e);
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** {@return the processes, in the order of their indices} */
    public List<Process> processes() {
        return processes;
    }

    /**
     * Waits for the end of all.
     *
     * @return how they ended, in the order of their indices
     * @throws InterruptedException if interrupted while waiting; they run on
     */
    public List<ExitStatus> join() throws InterruptedException {
        List<ExitStatus> statuses = new ArrayList<>();
        for (Process process : processes) {
            statuses.add(process.join());
        }
        return statuses;
    }

    /**
     * Waits for the end of all, for a limited time.
     *
     * @param timeout the longest wait
     * @return whether all have ended
     * @throws InterruptedException if interrupted while waiting; they run on
     */
    public boolean join(Duration timeout) throws InterruptedException {
        Deadline deadline = Deadline.in(Timeouts.nanos(timeout));
        boolean all = true;
        for (Process process : processes) {
            all &= process.join(Duration.ofNanos(deadline.leftNanos()));
        }
        return all;
    }

    /**
     * Waits for the end of all, and makes sure that they ended well.
     *
     * @throws ProcessFailedException if one did not, the first in the order of their indices
     * @throws InterruptedException if interrupted while waiting; they run on
     */
    public void requireSuccess() throws InterruptedException {
        join();
        for (Process process : processes) {
            process.requireSuccess();
        }
    }

    /**
     * Waits for the end of all, for a limited time, and makes sure that they ended well.
     *
     * @param timeout the longest wait
     * @throws TimeoutException if not all have ended; they run on
     * @throws ProcessFailedException if one did not end well, the first in the order of their indices
     * @throws InterruptedException if interrupted while waiting; they run on
     */
    public void requireSuccess(Duration timeout) throws InterruptedException, TimeoutException {
        Deadline deadline = Deadline.in(Timeouts.nanos(timeout));
        join(timeout);
        for (Process process : processes) {
            process.requireSuccess(Duration.ofNanos(deadline.leftNanos()));
        }
    }

    /** Asks all to end, see {@link Process#terminate}. */
    public void terminate() {
        processes.forEach(Process::terminate);
    }

    /** Ends all at once, see {@link Process#kill}. */
    public void kill() {
        processes.forEach(Process::kill);
    }

    /** Stops those that still run, side by side, and closes all, see {@link Process#close}. */
    @Override
    public void close() {
        CompletableFuture.allOf(processes.stream()
                        .map(p -> CompletableFuture.runAsync(p::close, ProcessGroup::onNewThread))
                        .toArray(CompletableFuture[]::new))
                .join();
    }

    private static void onNewThread(Runnable work) {
        Thread thread = new Thread(work, "furcula close");
        thread.setDaemon(true);
        thread.start();
    }
}
