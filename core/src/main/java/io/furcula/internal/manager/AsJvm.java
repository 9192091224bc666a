package io.furcula.internal.manager;

import io.furcula.Client;
import io.furcula.Connection;
import io.furcula.ConnectionOptions;
import io.furcula.internal.start.Self;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;

/**
 * Does something as this JVM: what a child that is a thread opens would be closed when that ends, and is
 * closed by nobody else.
 */
final class AsJvm {

    private AsJvm() {}

    /** {@return whether the calling thread does it as this JVM anyway} */
    static boolean isCaller() {
        return Self.current() == Self.jvm();
    }

    /** {@return what the work returns} In a thread of its own, which belongs to no child. */
    static <T> CompletableFuture<T> call(String name, Callable<T> work) {
        CompletableFuture<T> result = new CompletableFuture<>();
        Thread thread = new Thread(null, () -> run(work, result), "furcula " + name, 0, false);
        thread.setDaemon(true);
        thread.start();
        return result;
    }

    /** {@return a connection that belongs to this JVM} */
    static Connection connect(SocketAddress address, ConnectionOptions options, Duration limit)
            throws InterruptedException, TimeoutException {
        CompletableFuture<Connection> connected =
                call("manager connect", () -> Client.connect(address, options, limit));
        try {
            return connected.get();
        } catch (InterruptedException e) {
            call("manager close", () -> {
                connected.get().close();
                return true;
            });
            throw e;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            if (e.getCause() instanceof TimeoutException late) {
                throw late;
            }
            throw new IllegalStateException("connecting as this JVM", e.getCause());
        }
    }

    private static <T> void run(Callable<T> work, CompletableFuture<T> result) {
        try {
            result.complete(work.call());
        } catch (Throwable e) { // whatever it is, somebody waits for it
            result.completeExceptionally(e);
        }
    }
}
