package io.furcula.forkengine.children;

import io.furcula.ExitStatus;
import io.furcula.StartFailedException;
import io.furcula.forkengine.Fd;
import io.furcula.forkengine.Forked;
import io.furcula.internal.ErrorText;
import io.furcula.internal.wire.FailureReport;
import io.furcula.internal.wire.Frames;
import io.furcula.spi.ChildExit;
import io.furcula.spi.ChildHandle;
import io.furcula.spi.ChildRequest;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * A child that is a copy of this JVM, or of another one, as its parent sees it.
 *
 * <p><b>Thread safety:</b> safe for any number of threads, once it is followed.
 */
/*
 * Three descriptors of a child, which its supervisor watches:
 *
 *   channel   the child's hello; its task, if it is a copy of another JVM; what its target threw; its end tells the child
 *             of our end
 *   error     its standard error, copied to ours and remembered
 *   process   can be read when the child has ended: then the other two are read to their end
 *
 * What ends a start, and what it leaves behind:
 *
 *   fork refused              nothing
 *   child dies before hello   reaped, its last words are in the error
 *   child stays silent        killed and reaped
 *   interrupt                 killed and reaped
 *   parent killed             the end of the channel: the child's guardian ends it
 */
public final class ForkedChild implements ChildHandle, Followed {

    private static final int SIGTERM = 15;
    private static final int SIGKILL = 9;
    private static final int CODE_SHIFT = 8;
    private static final int SIGNAL_MASK = 255;
    private static final int SLICE_MS = 50;
    private static final int UNKNOWN = -1;

    private final String who;
    private final int channel;
    private final int error;
    private final LastWords lastWords = new LastWords();
    private final ByteArrayOutputStream said = new ByteArrayOutputStream();
    private final CompletableFuture<ChildExit> exit = new CompletableFuture<>();

    /** Known from the fork, or from what the child says first. */
    private long pid;

    private int process = UNKNOWN;

    /** Guards the descriptors against a signal after they are closed. */
    private boolean closed;

    private ForkedChild(String who, int channel, int error) {
        this.who = who;
        this.channel = channel;
        this.error = error;
    }

    /** Makes the copy. One that has another process make it says, too, whether that one is alive. */
    @FunctionalInterface
    public interface Birth {

        /**
         * Makes the copy, or has it made.
         *
         * @param descriptors what it is to have
         * @param others descriptors of this process that it must not have
         * @return the child; null if it will tell its process id itself
         * @throws IOException if it cannot be made
         */
        @Nullable
        Forked make(StartDescriptors descriptors, int[] others) throws IOException;

        /**
         * {@return whether the process that was to make the copy is dead, and says {@code BORN} no more if it has not
         * said it} Asked only if it was another one.
         */
        default boolean isMakerDead() {
            return false;
        }
    }

    /** Nobody has said anything, and nobody will: whoever was to make the copy is dead. */
    public static final class NotBornException extends Exception {
        private static final long serialVersionUID = 1;

        NotBornException(String who) {
            super(who + " was not born");
        }
    }

    /**
     * Starts a child and waits for its hello.
     *
     * @param method the start method's name, for errors
     * @param request what to run
     * @param helloTimeout the longest wait for the hello
     * @param birth makes the copy
     * @return the child, which is to be followed
     * @throws StartFailedException if it cannot be made, dies, or stays silent; nothing is left behind
     * @throws NotBornException if nobody can be waited for any more; nothing is left behind
     * @throws InterruptedException if interrupted while waiting; nothing is left behind
     */
    public static ForkedChild start(
            String method, ChildRequest request, Duration helloTimeout, Birth birth)
            throws InterruptedException, NotBornException {
        String who = "Child '" + request.name() + "' (" + method + ")";
        // No other start of this process has descriptors open meanwhile that its child would
        // inherit.
        ForkedChild child = Supervisor.withDescriptors(others -> make(who, request, birth, others));
        child.awaitHello(helloTimeout, birth);
        return child;
    }

    private static ForkedChild make(String who, ChildRequest request, Birth birth, int[] others) {
        try (StartDescriptors descriptors = StartDescriptors.open(request)) {
            Forked forked = birth.make(descriptors, others);
            ForkedChild child = new ForkedChild(who, descriptors.channel(), descriptors.error());
            if (forked != null) {
                child.pid = forked.pid();
                child.process = forked.pidfd();
            }
            descriptors.keepParentSide();
            Supervisor.starting(child);
            return child;
        } catch (IOException e) {
            throw new StartFailedException(
                    ErrorText.of("FUR-101", who + " cannot be started: " + e.getMessage() + ".")
                            .toString(),
                    e);
        }
    }

    /**
     * Who makes the child says BORN and the child HELLO, on one channel and in any order. Both are waited for, so that
     * nothing comes between what the child says later.
     */
    private void awaitHello(Duration timeout, Birth birth)
            throws InterruptedException, NotBornException {
        FrameReader frames = new FrameReader(channel, System.nanoTime() + timeout.toNanos());
        boolean hello = false;
        boolean born = process != UNKNOWN;
        try {
            while (!hello || !born) {
                boolean makerDead = hello && birth.isMakerDead(); // asked before the last look
                if (hello && !frames.await(SLICE_MS)) {
                    born = makerDead;
                    continue;
                }
                Frames.Frame frame = frames.next();
                if (frame.type() == Frames.FAILED) { // it was born, and had no more luck than that
                    said.writeBytes(Frames.toBytes(frame.type(), frame.content()));
                    return;
                }
                if (frame.type() == Frames.REFUSED) {
                    end();
                    throw new StartFailedException(
                            new String(frame.content(), StandardCharsets.UTF_8));
                }
                isProcess(ByteBuffer.wrap(frame.content()).getLong());
                hello |= frame.type() == Frames.HELLO;
                born |= frame.type() == Frames.BORN;
            }
        } catch (EOFException e) {
            if (process == UNKNOWN) {
                end();
                throw new NotBornException(who);
            }
            throw died();
        } catch (TimeoutException e) {
            throw silent(hello ? "turn out to be born" : "say hello", timeout);
        } catch (InterruptedException e) {
            kill();
            throw new InterruptedException("interrupted while " + who + " started: " + end());
        }
    }

    /** A child of this process: its id means no other one until it is reaped. */
    private void isProcess(long named) {
        if (process == UNKNOWN) {
            pid = named;
            process = Fd.pidfd((int) named);
        }
    }

    private StartFailedException died() {
        ExitStatus status = end();
        return new StartFailedException(lastWords.addTo(ErrorText.of(
                "FUR-102",
                who + ", pid " + pid + ", died before it had its task: " + status + ".")));
    }

    private StartFailedException silent(String what, Duration timeout) {
        kill();
        end();
        return new StartFailedException(lastWords.addTo(ErrorText.of(
                "FUR-103",
                who + ", pid " + pid + ", did not " + what + " within " + timeout.toMillis()
                        + " ms, and was killed.")));
    }

    /**
     * Says something to a child that has said hello and is not followed yet.
     *
     * @param type of the frame
     * @param content of the frame
     * @param timeout the longest it may take
     * @throws StartFailedException if the child dies, or does not read it; nothing is left behind
     * @throws InterruptedException if interrupted while waiting; nothing is left behind
     */
    public void say(byte type, byte[] content, Duration timeout) throws InterruptedException {
        long deadline = System.nanoTime() + timeout.toNanos();
        byte[] frame = Frames.toBytes(type, content);
        for (int at = 0; at < frame.length; ) {
            int n = Fd.write(channel, frame, at, frame.length - at);
            if (n > 0) {
                at += n;
            } else if (n != Fd.EAGAIN) {
                throw died();
            } else if (Fd.pollWrite(channel, SLICE_MS) == 0) {
                if (Thread.interrupted()) {
                    kill();
                    throw new InterruptedException(
                            "interrupted while " + who + " got its task: " + end());
                }
                if (System.nanoTime() - deadline > 0) {
                    throw silent("read its task", timeout);
                }
            }
        }
    }

    /**
     * From here on it is followed to its end.
     *
     * @param daemon whether it lets this JVM end
     */
    public void follow(boolean daemon) {
        Supervisor.of(daemon).add(this);
    }

    /** Waits for its end, and closes all. Called before it is followed. */
    private ExitStatus end() {
        ExitStatus status = new ExitStatus(0, 0);
        if (process != UNKNOWN) {
            status = status(Fd.waitFor(process, true));
            readError(new byte[8192]);
        }
        Supervisor.closing(this, this::close);
        return status;
    }

    @Override
    public int[] descriptors() {
        return new int[] {process, channel, error};
    }

    @Override
    public synchronized int[] openDescriptors() {
        if (closed) {
            return new int[0];
        }
        return process == UNKNOWN ? new int[] {channel, error} : descriptors();
    }

    @Override
    public boolean readable(int fd, byte[] buffer) {
        if (fd == error) {
            readError(buffer);
        } else if (fd == channel) {
            readChannel(buffer);
        } else {
            int status = Fd.waitFor(process, false);
            if (status >= 0) {
                readChannel(buffer);
                readError(buffer);
                Supervisor.closing(this, this::close);
                exit.complete(new ChildExit(status(status), failure(), lastWords.lines()));
                return true;
            }
        }
        return false;
    }

    private void readError(byte[] buffer) {
        for (int n = Fd.read(error, buffer); n > 0; n = Fd.read(error, buffer)) {
            lastWords.add(buffer, n);
        }
    }

    private void readChannel(byte[] buffer) {
        for (int n = Fd.read(channel, buffer); n > 0; n = Fd.read(channel, buffer)) {
            said.write(buffer, 0, n);
        }
    }

    /** {@return what the target threw, if the child said so to its end} */
    private @Nullable Throwable failure() {
        if (said.size() == 0) {
            return null;
        }
        try {
            InputStream in = new ByteArrayInputStream(said.toByteArray());
            Frames.Frame frame = Frames.read(Channels.newChannel(in));
            return frame.type() == Frames.FAILED ? FailureReport.fromBytes(frame.content()) : null;
        } catch (IOException e) {
            return null; // killed while it spoke
        }
    }

    private static ExitStatus status(int status) {
        int signal = status & SIGNAL_MASK;
        return signal > 0 ? ExitStatus.killedBy(signal) : new ExitStatus(status >> CODE_SHIFT, 0);
    }

    private synchronized void close() {
        closed = true;
        if (process != UNKNOWN) {
            Fd.close(process);
        }
        Fd.close(channel);
        Fd.close(error);
    }

    private synchronized void signal(int number) {
        if (!closed && process != UNKNOWN) {
            Fd.kill(process, number);
        }
    }

    @Override
    public long pid() {
        return pid;
    }

    @Override
    public CompletableFuture<ChildExit> onExit() {
        return exit;
    }

    @Override
    public void terminate() {
        signal(SIGTERM);
    }

    @Override
    public void kill() {
        signal(SIGKILL);
    }
}
