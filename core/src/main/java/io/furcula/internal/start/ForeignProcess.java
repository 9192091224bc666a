package io.furcula.internal.start;

import io.furcula.ExitStatus;
import io.furcula.spi.ChildExit;
import io.furcula.spi.ChildHandle;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** A process that this one did not start: its end is seen, but not how it ended. */
public final class ForeignProcess implements ChildHandle {

    private final long pid;
    private @Nullable CompletableFuture<ChildExit> exit;

    /**
     * A process.
     *
     * @param pid its id
     */
    public ForeignProcess(long pid) {
        this.pid = pid;
    }

    @Override
    public long pid() {
        return pid;
    }

    /** Made when first asked for: the JDK spends a thread on it. */
    @Override
    public synchronized CompletableFuture<ChildExit> onExit() {
        CompletableFuture<ChildExit> made = exit;
        if (made == null) {
            ChildExit unknown = new ChildExit(ExitStatus.SUCCESS, null, List.of());
            made = ProcessHandle.of(pid)
                    .map(handle -> handle.onExit().thenApply(h -> unknown))
                    .orElseGet(() -> CompletableFuture.completedFuture(unknown));
            exit = made;
        }
        return made;
    }

    @Override
    public void terminate() {
        ProcessHandle.of(pid).ifPresent(ProcessHandle::destroy);
    }

    @Override
    public void kill() {
        ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
    }
}
