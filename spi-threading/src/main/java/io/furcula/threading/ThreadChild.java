package io.furcula.threading;

import io.furcula.spi.ChildExit;
import io.furcula.spi.ChildHandle;
import io.furcula.spi.ChildRequest;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** A child that is a thread. */
final class ThreadChild implements ChildHandle, Runnable {

    private final ChildRequest request;
    private final CompletableFuture<ChildExit> exit = new CompletableFuture<>();
    private volatile @Nullable Thread thread;
    private volatile boolean stopRequested;

    ThreadChild(ChildRequest request) {
        this.request = request;
    }

    void start(Thread newThread) {
        thread = newThread;
        newThread.start();
    }

    @Override
    public void run() {
        exit.complete(request.runHere(() -> stopRequested));
    }

    @Override
    public long pid() {
        return ProcessHandle.current().pid();
    }

    @Override
    public CompletableFuture<ChildExit> onExit() {
        return exit;
    }

    @Override
    public void terminate() {
        Thread running = thread;
        if (running != null && !exit.isDone()) {
            stopRequested = true;
            running.interrupt();
        }
    }

    @Override
    public void kill() {
        terminate();
    }
}
