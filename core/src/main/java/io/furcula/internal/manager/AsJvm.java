package io.furcula.internal.manager;

import io.furcula.Client;
import io.furcula.Connection;
import io.furcula.ConnectionOptions;
import io.furcula.internal.start.Self;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
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
    private static <T> CompletableFuture<T> call(String name, Callable<T> work) {
        CompletableFuture<T> result = new CompletableFuture<>();
        run(name, () -> complete(work, result));
        return result;
    }

    /** Does the work in a thread of its own, which belongs to no child. */
    static void run(String name, Runnable work) {
        Thread thread = new Thread(null, work, "furcula " + name, 0, false);
        thread.setDaemon(true);
        thread.start();
    }

    /** {@return a connection that belongs to this JVM} */
    static Connection connect(SocketAddress address, ConnectionOptions options, Duration limit)
            throws InterruptedException, TimeoutException {
        CompletableFuture<Connection> connected =
                call("manager connect", () -> Client.connect(address, options, limit));
        try {
            return connected.get();
        } catch (InterruptedException e) {
            run("manager close", () -> closeWhen(connected));
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

    private static void closeWhen(CompletableFuture<Connection> connected) {
        try {
            connected.join().close();
        } catch (CompletionException e) {
            // There is none.
        }
    }

    private static <T> void complete(Callable<T> work, CompletableFuture<T> result) {
        try {
            result.complete(work.call());
        } catch (Throwable e) { // whatever it is, somebody waits for it
            result.completeExceptionally(e);
        }
    }
}
