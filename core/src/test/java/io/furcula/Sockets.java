package io.furcula;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/** What tests of listeners and of connections over sockets have in common. */
final class Sockets {

    static final Duration LIMIT = Duration.ofSeconds(20);
    static final Duration MOMENT = Duration.ofMillis(20);
    static final AuthKey KEY = AuthKey.random();

    private Sockets() {}

    /** Both kinds of socket keep the same promises. */
    enum Kind {
        UNIX,
        TCP;

        Listener listen(Path folder, ConnectionOptions options) {
            return Listener.bind(
                    this == UNIX
                            ? UnixDomainSocketAddress.of(folder.resolve("s"))
                            : new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                    options);
        }
    }

    /** A listener, and a connection through it. */
    record Pair(Listener listener, Connection client, Connection server) implements AutoCloseable {

        static Pair of(Kind kind, Path folder) throws Exception {
            return of(kind, folder, ConnectionOptions.of(KEY), ConnectionOptions.of(KEY));
        }

        static Pair of(
                Kind kind, Path folder, ConnectionOptions ofClient, ConnectionOptions ofServer)
                throws Exception {
            Listener listener = kind.listen(folder, ofServer);
            Background<Connection> client =
                    Background.start(() -> Client.connect(listener.address(), ofClient, LIMIT));
            Connection server = listener.accept(LIMIT);
            return new Pair(listener, client.result(), server);
        }

        @Override
        public void close() {
            client.close();
            server.close();
            listener.close();
        }
    }

    /** Something that another thread does, and that may wait. */
    static final class Background<T> {
        private final FutureTask<T> task;
        private final Thread thread;

        private Background(Callable<T> work) {
            task = new FutureTask<>(work);
            thread = new Thread(task, "background");
            thread.setDaemon(true);
            thread.start();
        }

        static <T> Background<T> start(Callable<T> work) {
            return new Background<>(work);
        }

        /** {@return what it results in} */
        T result() throws Exception {
            try {
                return task.get(LIMIT.toMillis(), TimeUnit.MILLISECONDS);
            } catch (ExecutionException e) {
                if (e.getCause() instanceof Exception cause) {
                    throw cause;
                }
                throw e;
            }
        }

        /** Lets it get where it waits, and sees that it does. */
        Background<T> waits() throws Exception {
            until(() -> task.isDone() || isWaiting());
            try {
                task.get(MOMENT.toMillis(), TimeUnit.MILLISECONDS);
                throw new AssertionError("it did not wait");
            } catch (TimeoutException e) {
                return this;
            }
        }

        private boolean isWaiting() {
            StackTraceElement[] stack = thread.getStackTrace();
            return stack.length > 4
                    && (stack[0].isNativeMethod() || stack[0].getMethodName().equals("park"));
        }

        /** {@return how long it takes until an interrupt has ended it} */
        Duration interrupt() throws Exception {
            long start = System.nanoTime();
            thread.interrupt();
            try {
                throw new AssertionError("it went on, to " + result());
            } catch (InterruptedException e) {
                return Duration.ofNanos(System.nanoTime() - start);
            }
        }
    }

    static void until(BooleanSupplier condition) {
        long end = System.nanoTime() + LIMIT.toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).isLessThan(end);
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
        }
    }

    /** {@return how many descriptors this process has, where that can be told} */
    static long descriptors() throws IOException {
        Path own = Path.of("/proc/self/fd");
        if (!Files.isDirectory(own)) {
            return 0;
        }
        try (Stream<Path> all = Files.list(own)) {
            return all.count();
        }
    }
}
