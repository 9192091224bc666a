package io.furcula.internal.boot;

import io.furcula.internal.start.AfterFork;
import io.furcula.internal.wire.Frames;
import io.furcula.internal.wire.Hello;
import io.furcula.internal.wire.TaskFrame;
import io.furcula.spi.ChildExit;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/**
 * The main class of a fresh child JVM: connects to its parent, says hello, gets its task, runs it. The
 * user's own {@code main} never runs in a child.
 *
 * <p>Where the parent is, and the token that proves who this is, come through standard input, which
 * then is at its end: neither the command line nor the environment has a secret.
 */
public final class ChildMain {

    private ChildMain() {}

    /**
     * Runs a child.
     *
     * @param arguments none
     * @throws IOException if the parent is gone before the child has its task
     */
    public static void main(String[] arguments) throws IOException {
        SocketChannel channel = connect();
        AfterFork.close(channel);
        TaskFrame task = TaskFrame.fromBytes(Frames.read(channel).content());
        ParentWatch watch = ParentWatch.start(channel, task.parent());
        Farewell farewell = Farewell.prepare(channel, watch);
        ChildExit exit = ReceivedTask.run(task);
        if (exit.failure() != null) {
            farewell.failed(exit.failure());
        }
        if (!exit.status().isSuccess()) {
            endWithCodeOne();
        }
    }

    private static SocketChannel connect() throws IOException {
        String path;
        byte[] token = new byte[Hello.TOKEN_BYTES];
        try (DataInputStream in = new DataInputStream(System.in)) {
            path = in.readUTF();
            in.readFully(token);
        }
        System.setIn(InputStream.nullInputStream());
        SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
        channel.connect(UnixDomainSocketAddress.of(path));
        ByteBuffer hello = new Hello(Hello.VERSION, ProcessHandle.current().pid(), token).toBytes();
        while (hello.hasRemaining()) {
            channel.write(hello);
        }
        return channel;
    }

    /**
     * Makes the launcher end with code 1 once the threads that the target started have ended, as it
     * does for any {@code main} that throws. What was thrown is printed already.
     */
    private static void endWithCodeOne() {
        Thread.currentThread().setUncaughtExceptionHandler((thread, failure) -> {});
        throw new TargetFailed();
    }

    private static final class TargetFailed extends RuntimeException {
        private static final long serialVersionUID = 1;

        TargetFailed() {
            super(null, null, false, false);
        }
    }
}
