package io.furcula.forkengine;

import io.furcula.internal.start.AfterFork;
import java.nio.channels.Channel;

/**
 * The sockets of a parent's connections. A child that had them open would keep the peer from learning
 * that the parent is gone, and a port in use. It cannot close them in Java: that is an act on what both
 * share, and waits for threads that the child does not have.
 */
final class Sockets {

    private static final HiddenField CLIENT = descriptorOf("sun.nio.ch.SocketChannelImpl");
    private static final HiddenField SERVER = descriptorOf("sun.nio.ch.ServerSocketChannelImpl");

    private Sockets() {}

    private static HiddenField descriptorOf(String type) {
        return HiddenField.of(Jdk.named(type), "fdVal", "I");
    }

    /** In the parent, where there are sockets: finds the fields. */
    static void prepare() {
        silence(false);
    }

    /**
     * In the child, whose only thread this is: lets them lead nowhere.
     *
     * @param really false in the parent, from which nothing is taken
     */
    static void silence(boolean really) {
        for (Channel channel : AfterFork.sockets()) {
            if (channel.isOpen()) { // else its number may be that of something else
                int fd = (CLIENT.isIn(channel) ? CLIENT : SERVER).getInt(channel);
                if (really) {
                    Fd.silence(fd);
                }
            }
        }
    }
}
