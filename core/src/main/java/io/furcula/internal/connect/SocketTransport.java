package io.furcula.internal.connect;

import io.furcula.NotTransferableException;
import io.furcula.PeerLostException;
import io.furcula.internal.ErrorText;
import io.furcula.internal.codec.Codec;
import io.furcula.internal.shared.Deadline;
import io.furcula.internal.shared.Watch;
import io.furcula.internal.start.Self;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * One end of a connection over a socket, whose peer is authenticated.
 *
 * <p><b>Thread safety:</b> safe for any number of threads: one lock for each direction, which is held
 * while its thread waits for the peer.
 */
/*
 * The channel never blocks (Readiness). Closing wakes whoever waits in either direction, and then takes
 * both locks, so that nobody uses the channel when it is closed.
 *
 * Killed at any instant, either end's kernel closes the socket: the peer sees the end of the stream.
 */
public final class SocketTransport implements Transport {

    private final SocketChannel channel;
    private final String peerName;
    private final Terms terms;
    private final int peerMaxBytes;

    private final ReentrantLock reading = new ReentrantLock();
    private final ReentrantLock writing = new ReentrantLock();
    private final MessageReader reader;
    private final MessageWriter writer;
    private final Readiness readable;
    private final Readiness writable;

    private final Self owner = Self.current();
    private final Self ownerJvm = Self.jvm();
    private volatile boolean closed;

    /** Why nothing more comes, or null. */
    private volatile @Nullable String ended;

    /**
     * Creates one.
     *
     * @param channel connected, authenticated, and in non-blocking mode; this object closes it
     * @param peerName who it is connected to, for errors
     * @param terms this side's
     * @param peerMaxBytes the largest content of a message that the peer takes
     */
    SocketTransport(SocketChannel channel, String peerName, Terms terms, int peerMaxBytes) {
        this.channel = channel;
        this.peerName = peerName;
        this.terms = terms;
        this.peerMaxBytes = peerMaxBytes;
        this.reader = new MessageReader(channel, terms.maxMessageBytes() + 1L);
        this.writer = new MessageWriter(channel);
        this.readable = new Readiness(channel, SelectionKey.OP_READ, this::isClosed);
        this.writable = new Readiness(channel, SelectionKey.OP_WRITE, this::isClosed);
        WeakReference<SocketTransport> self = new WeakReference<>(this);
        owner.onEnd(() -> {
            SocketTransport transport = self.get();
            if (transport != null) {
                transport.close();
            }
        });
    }

    @Override
    public void use() {
        if (Self.jvm() != ownerJvm) {
            throw new IllegalStateException(ErrorText.of(
                            "FUR-506",
                            "This connection to "
                                    + peerName
                                    + " belongs to the process that this one is a copy of.")
                    .remedy("Client.connect in the child")
                    .toString());
        }
        checkOpen();
    }

    private void checkOpen() {
        if (closed) {
            throw new IllegalStateException("this connection is closed");
        }
    }

    @Override
    public boolean send(@Nullable Object message, long timeoutNanos) throws InterruptedException {
        use();
        Codec.Outgoing outgoing = Codec.encodeForFilter(message, "message");
        if (outgoing.sizeBytes() - 1 > peerMaxBytes) {
            throw tooLarge(outgoing.sizeBytes() - 1);
        }
        Deadline deadline = Deadline.in(timeoutNanos);
        if (!lock(writing, deadline)) {
            return false;
        }
        boolean sent = false;
        try {
            checkOpen();
            lookForTheEnd();
            writer.begin(outgoing);
            writable.restart();
            while (!writer.write()) {
                if (deadline.isOver()) {
                    return false;
                }
                writable.await(deadline);
                checkOpen();
            }
            sent = true;
            return true;
        } catch (IOException e) {
            throw new PeerLostException("the other end, " + peerName
                    + ", is closed: nobody will receive (" + e.getMessage() + ")");
        } finally {
            if (!sent) {
                writer.giveUp();
            }
            writing.unlock();
        }
    }

    private NotTransferableException tooLarge(int bytes) {
        return new NotTransferableException(
                ErrorText.of(
                                "FUR-505",
                                "The message has "
                                        + bytes
                                        + " bytes, and the other end takes at most "
                                        + peerMaxBytes
                                        + ".")
                        .remedy("ConnectionOptions.maxMessageBytes("
                                + bytes
                                + ") at the other end, or several messages")
                        .toString(),
                new IOException("message too large"));
    }

    /** A write to a peer that has just gone would succeed. */
    private void lookForTheEnd() throws IOException {
        if (reading.tryLock()) {
            try {
                hasMessage();
            } finally {
                reading.unlock();
            }
        }
        String why = ended;
        if (why != null) {
            throw new IOException(why);
        }
    }

    /** Called with the reading lock. */
    private boolean hasMessage() {
        if (ended != null) {
            return false;
        }
        try {
            if (reader.read()) {
                return true;
            }
            if (reader.hasEnded()) {
                ended = "the other end, " + peerName + ", is closed, or its process has ended: no"
                        + " more messages";
            }
        } catch (MessageReader.ProtocolException e) {
            ended = ErrorText.of(
                            "FUR-508",
                            "The other end, "
                                    + peerName
                                    + ", says what is no message: "
                                    + e.getMessage()
                                    + ".")
                    .toString();
        } catch (IOException e) {
            ended = "the other end, " + peerName + ", is gone: no more messages (" + e.getMessage()
                    + ")";
        }
        return false;
    }

    @Override
    public @Nullable Object receive(long timeoutNanos) throws InterruptedException {
        use();
        Deadline deadline = Deadline.in(timeoutNanos);
        if (!lock(reading, deadline)) {
            return NOTHING;
        }
        byte[] message;
        try {
            if (!await(deadline)) {
                return NOTHING;
            }
            if (!hasMessage()) {
                throw new PeerLostException(String.valueOf(ended));
            }
            message = reader.take();
        } finally {
            reading.unlock();
        }
        return decode(message);
    }

    /** {@return whether a message is there, or none will come} Called with the reading lock. */
    private boolean await(Deadline deadline) throws InterruptedException {
        readable.restart();
        while (true) {
            checkOpen();
            if (hasMessage() || ended != null) {
                return true;
            }
            if (deadline.isOver()) {
                return false;
            }
            try {
                readable.await(deadline);
            } catch (IOException e) {
                ended = "this end cannot wait any more: " + e;
            }
        }
    }

    private @Nullable Object decode(byte[] message) {
        return PeerObjects.decode(
                message,
                terms.allowed(),
                terms.filter(),
                peerName,
                "if it is yours: ConnectionOptions.allow(TheClass.class), on this side");
    }

    @Override
    public boolean poll() {
        use();
        if (!reading.tryLock()) {
            return false; // whoever waits there gets what comes
        }
        try {
            checkOpen();
            return hasMessage();
        } finally {
            reading.unlock();
        }
    }

    @Override
    public boolean poll(long timeoutNanos) throws InterruptedException {
        use();
        Deadline deadline = Deadline.in(timeoutNanos);
        if (!lock(reading, deadline)) {
            return false;
        }
        try {
            return await(deadline);
        } finally {
            reading.unlock();
        }
    }

    @Override
    public Watch watch() {
        if (!closed) {
            use();
        }
        return new ReadWatch();
    }

    /** As long as another thread receives, messages are that one's: looks again at the end of a slice. */
    private final class ReadWatch implements Watch {
        private boolean isBusy;

        @Override
        public boolean isReady() {
            if (closed) {
                return true;
            }
            isBusy = !reading.tryLock();
            if (isBusy) {
                return closed;
            }
            try {
                return closed || hasMessage() || ended != null;
            } finally {
                reading.unlock();
            }
        }

        @Override
        public void arm(Runnable bell) {
            if (!isBusy) {
                SocketBells.arm(channel, SelectionKey.OP_READ, bell);
            }
        }

        @Override
        public void disarm(Runnable bell) {
            SocketBells.disarm(channel, bell);
        }
    }

    /** {@return whether it got the lock in time} */
    static boolean lock(ReentrantLock lock, Deadline deadline) throws InterruptedException {
        if (lock.tryLock()) {
            return true;
        }
        if (deadline == Deadline.NEVER) {
            lock.lockInterruptibly();
            return true;
        }
        return lock.tryLock(deadline.leftNanos(), TimeUnit.NANOSECONDS);
    }

    @Override
    public boolean isClosed() {
        return closed;
    }

    /** By whom it is not its own: a child that is a thread, or a copy of this process, changes nothing. */
    @Override
    public void close() {
        if (Self.current() != owner) {
            return;
        }
        closed = true;
        readable.wake();
        writable.wake();
        reading.lock();
        writing.lock();
        try {
            if (channel.isOpen()) {
                end();
            }
        } finally {
            writing.unlock();
            reading.unlock();
        }
    }

    private void end() {
        try {
            writer.write(); // that a message is dropped, if there is room for that
            channel.shutdownOutput(); // whoever else may have the descriptor
        } catch (IOException e) {
            // The peer is gone.
        }
        try {
            channel.close();
        } catch (IOException e) {
            // The kernel has closed it all the same.
        }
        SocketBells.closed(channel);
    }

    @Override
    public Object handle() {
        throw new NotTransferableException(
                ErrorText.of(
                                "FUR-506",
                                "A connection over a socket (to "
                                        + peerName
                                        + ") cannot be sent to another process.")
                        .remedy("pass the listener's address and the key, and Client.connect there")
                        .toString(),
                new java.io.NotSerializableException("io.furcula.Connection"));
    }

    @Override
    public String toString() {
        return (closed ? "closed, " : "") + "socket, " + peerName;
    }
}
