package io.furcula.internal.boot;

import io.furcula.internal.wire.FailureReport;
import io.furcula.internal.wire.Frames;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/**
 * Says to the parent how this child ends: what its target threw, and, when the JVM shuts down, that it
 * does and on which signal. A child that does not say it ends was killed.
 */
final class Farewell {

    private static final String[] SIGNALS = {"SIGHUP", "SIGINT", "SIGTERM"};
    private static final int[] NUMBERS = {1, 2, 15};

    private final SocketChannel channel;
    private final ParentWatch watch;

    private Farewell(SocketChannel channel, ParentWatch watch) {
        this.channel = channel;
        this.watch = watch;
    }

    static Farewell prepare(SocketChannel channel, ParentWatch watch) {
        Farewell farewell = new Farewell(channel, watch);
        Runtime.getRuntime().addShutdownHook(new Thread(farewell::ending, "furcula farewell"));
        return farewell;
    }

    void failed(Throwable failure) {
        say(Frames.FAILED, FailureReport.toBytes(failure));
    }

    private void ending() {
        watch.ending();
        say(Frames.ENDING, ByteBuffer.allocate(Integer.BYTES).putInt(signal()).array());
    }

    private synchronized void say(byte type, byte[] content) {
        boolean interrupted = Thread.interrupted(); // or the channel would close instead
        try {
            Frames.write(channel, type, content);
        } catch (IOException e) {
            // The parent is gone; ParentWatch sees to it.
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** HotSpot runs System.exit in a thread of the topmost group that is named after the signal. */
    private static int signal() {
        ThreadGroup top = Thread.currentThread().getThreadGroup();
        while (top.getParent() != null) {
            top = top.getParent();
        }
        Thread[] threads = new Thread[2 * top.activeCount() + 16];
        for (int i = top.enumerate(threads) - 1; i >= 0; i--) {
            for (int s = 0; s < SIGNALS.length; s++) {
                if (threads[i].getName().equals(SIGNALS[s] + " handler")) {
                    return NUMBERS[s];
                }
            }
        }
        return 0;
    }
}
