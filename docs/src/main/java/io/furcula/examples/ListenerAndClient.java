package io.furcula.examples;

import io.furcula.AuthKey;
import io.furcula.Client;
import io.furcula.Connection;
import io.furcula.ConnectionOptions;
import io.furcula.Listener;
import io.furcula.Process;
import java.io.Serializable;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.concurrent.TimeoutException;

/** Two processes that find each other by an address. */
public final class ListenerAndClient {

    private ListenerAndClient() {}

    // region listener
    public static void main(String[] args) throws InterruptedException, TimeoutException {
        AuthKey key = AuthKey.random();
        try (Listener listener = Listener.unix(key);
                Process child = Process.start(ListenerAndClient::ask, listener.address(), key);
                Connection connection = listener.accept(Duration.ofSeconds(30))) {
            String question = connection.receive(String.class);
            connection.send("'" + question + "' has " + question.length() + " characters");
            child.requireSuccess();
        }
        receiveOrder(key);
    }

    private static void ask(SocketAddress address, AuthKey key) throws InterruptedException {
        try (Connection connection = Client.connect(address, key)) {
            connection.send("how long is this?");
            System.out.println(connection.receive());
        }
    }
    // endregion

    // region allow
    record Order(String item, int count) implements Serializable {}

    private static void receiveOrder(AuthKey key) throws InterruptedException, TimeoutException {
        ConnectionOptions options =
                ConnectionOptions.of(key).allow(Order.class).maxMessageBytes(10_000);
        SocketAddress anyPort = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        try (Listener listener = Listener.bind(anyPort, options);
                Process child = Process.start(ListenerAndClient::order, listener.address(), key);
                Connection connection = listener.accept(Duration.ofSeconds(30))) {
            System.out.println(connection.receive(Order.class));
            child.requireSuccess();
        }
    }

    private static void order(SocketAddress address, AuthKey key) throws InterruptedException {
        try (Connection connection = Client.connect(address, key)) {
            connection.send(new Order("tea", 2));
        }
    }
    // endregion
}
