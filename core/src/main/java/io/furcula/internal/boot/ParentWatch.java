package io.furcula.internal.boot;

import io.furcula.internal.shared.OwnerWord;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Ends this child when its parent has ended: the channel to it reaches its end then, whatever way the
 * parent died. Shutdown hooks have {@value #HOOKS_MS} ms.
 */
/*
 * While the child runs, a thread is blocked in a read of the channel, which costs nothing. But HotSpot
 * waits for up to 300 ms at its end for threads that are in native code (VM_Exit::
 * wait_for_threads_in_native_to_block), and a read is. So when this JVM begins to end, the read is
 * ended, and for the little time that is left the thread looks at the parent every 50 ms:
 *
 *   [READING] -- end of the channel --------------------------> [PARENT ENDED] exit, halt
 *       |                                                            ^
 *       +-- JVM ends: shutdownInput --> [LOOKING] -- parent is dead -+
 */
final class ParentWatch {

    private static final int HOOKS_MS = 2000;
    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    /** The exit code of a child whose parent has ended; nobody is left to read it. */
    private static final int PARENT_ENDED = 1;

    private final SocketChannel channel;
    private final long parent;
    private volatile boolean ending;

    private ParentWatch(SocketChannel channel, long parent) {
        this.channel = channel;
        this.parent = parent;
    }

    /**
     * Starts watching.
     *
     * @param channel to the parent
     * @param parent the parent's OwnerWord
     */
    static ParentWatch start(SocketChannel channel, long parent) {
        ParentWatch watch = new ParentWatch(channel, parent);
        daemon("furcula parent watch", watch::run);
        return watch;
    }

    /** This JVM begins to end. */
    void ending() {
        ending = true;
        try {
            channel.shutdownInput();
        } catch (IOException e) {
            // The read has ended by itself.
        }
    }

    private void run() {
        ByteBuffer ignored = ByteBuffer.allocate(64);
        try {
            while (channel.read(ignored.clear()) >= 0) {
                Thread.onSpinWait(); // a parent that says more than we understand is still there
            }
        } catch (IOException e) {
            // Gone, all the same.
        }
        while (ending && OwnerWord.isAlive(parent)) {
            LockSupport.parkNanos(LOOK_NANOS);
        }
        daemon("furcula parent ended", ParentWatch::haltLater);
        System.exit(PARENT_ENDED);
    }

    private static void haltLater() {
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(HOOKS_MS));
        Runtime.getRuntime().halt(PARENT_ENDED);
    }

    private static void daemon(String name, Runnable work) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
    }
}
