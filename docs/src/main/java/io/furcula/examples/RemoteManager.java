package io.furcula.examples;

import io.furcula.AuthKey;
import io.furcula.manager.Manager;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * Python's example of a remote manager: one program serves a queue, one puts, one takes; none has started
 * another. Arguments: the part, the socket's path, a file with the key.
 */
public final class RemoteManager {

    private RemoteManager() {}

    public static void main(String[] args) throws IOException, InterruptedException {
        SocketAddress address = UnixDomainSocketAddress.of(Path.of(args[1]));
        AuthKey key = AuthKey.of(Files.readAllBytes(Path.of(args[2])));
        switch (args[0]) {
            case "serve" -> serve(address, key);
            case "put" -> put(address, key);
            default -> take(address, key);
        }
    }

    // region serve
    private static void serve(SocketAddress address, AuthKey key) throws InterruptedException {
        BlockingQueue<Object> queue = new LinkedBlockingQueue<>();
        try (Manager manager = Manager.builder()
                .address(address)
                .authKey(key)
                .register("queue", BlockingQueue.class, () -> queue) // the same one for all
                .serve()) {
            System.out.println("serving");
            manager.join();
        }
    }
    // endregion

    // region put
    @SuppressWarnings("unchecked")
    private static void put(SocketAddress address, AuthKey key) throws InterruptedException {
        try (Manager manager = Manager.connect(address, key)) {
            BlockingQueue<String> queue = manager.create("queue", BlockingQueue.class);
            queue.put("hello");
        }
    }
    // endregion

    // region take
    @SuppressWarnings("unchecked")
    private static void take(SocketAddress address, AuthKey key) throws InterruptedException {
        try (Manager manager = Manager.connect(address, key)) {
            BlockingQueue<String> queue = manager.create("queue", BlockingQueue.class);
            System.out.println("took " + queue.take());
        }
    }
    // endregion
}
