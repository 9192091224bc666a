package io.furcula.fork;

import io.furcula.ExitStatus;
import io.furcula.StartFailedException;
import io.furcula.forkengine.Fd;
import io.furcula.forkengine.ForkEngine;
import io.furcula.forkengine.Forked;
import io.furcula.internal.ErrorText;
import io.furcula.internal.wire.FailureReport;
import io.furcula.internal.wire.Frames;
import io.furcula.spi.ChildExit;
import io.furcula.spi.ChildHandle;
import io.furcula.spi.ChildRequest;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A child that is a copy of this JVM, as its parent sees it.
 *
 * <p><b>Thread safety:</b> safe for any number of threads; {@link #readable} for its supervisor's alone.
 */
/*
 * Three descriptors of a child, which its supervisor watches:
 *
 *   channel   the child's hello, one byte; what its target threw; its end tells the child of our end
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
final class ForkedChild implements ChildHandle {

    private static final int SIGTERM = 15;
    private static final int SIGKILL = 9;
    private static final int CODE_SHIFT = 8;
    private static final int SIGNAL_MASK = 255;
    private static final int SLICE_MS = 50;

    private final String name;
    private final long pid;
    private final int process;
    private final int channel;
    private final int error;
    private final LastWords lastWords = new LastWords();
    private final ByteArrayOutputStream said = new ByteArrayOutputStream();
    private final CompletableFuture<ChildExit> exit = new CompletableFuture<>();

    /** Guards the descriptors against a signal after they are closed. */
    private boolean closed;

    private ForkedChild(String name, Forked forked, int channel, int error) {
        this.name = name;
        this.pid = forked.pid();
        this.process = forked.pidfd();
        this.channel = channel;
        this.error = error;
    }

    static ForkedChild start(ChildRequest request, Duration helloTimeout)
            throws InterruptedException {
        ForkedChild child = Supervisor.withDescriptors(others -> fork(request, others));
        child.awaitHello(helloTimeout);
        Supervisor.of(request.daemon()).add(child);
        return child;
    }

    /** No other start of this process has descriptors open meanwhile that its child would inherit. */
    private static ForkedChild fork(ChildRequest request, int[] others) {
        try (StartDescriptors descriptors = StartDescriptors.open(request)) {
            Forked forked = ForkEngine.fork(
                    descriptors.plan(others),
                    hooks -> ChildSide.run(request, descriptors.childChannel(), hooks));
            ForkedChild child = new ForkedChild(
                    request.name(), forked, descriptors.channel(), descriptors.error());
            descriptors.keepParentSide();
            Supervisor.starting(child);
            return child;
        } catch (IOException e) {
            throw new StartFailedException(
                    ErrorText.of(
                                    "FUR-101",
                                    "Child '" + request.name() + "' (fork) cannot be started: "
                                            + e.getMessage() + ".")
                            .toString(),
                    e);
        }
    }

    private void awaitHello(Duration timeout) throws InterruptedException {
        long deadline = System.nanoTime() + timeout.toNanos();
        byte[] hello = new byte[1];
        while (Fd.poll(channel, SLICE_MS) == 0) {
            boolean late = System.nanoTime() - deadline > 0;
            if (late || Thread.interrupted()) {
                kill();
                String end = reap().toString();
                if (late) {
                    throw new StartFailedException(lastWords.addTo(ErrorText.of(
                            "FUR-103",
                            "Child '" + name + "' (fork), pid " + pid
                                    + ", did not say hello within " + timeout.toMillis()
                                    + " ms, and was killed.")));
                }
                throw new InterruptedException(
                        "interrupted while child '" + name + "' started: " + end);
            }
        }
        if (Fd.read(channel, hello) != 1) {
            ExitStatus status = reap();
            throw new StartFailedException(lastWords.addTo(ErrorText.of(
                    "FUR-102",
                    "Child '" + name + "' (fork), pid " + pid + ", died before it had its task: "
                            + status + ".")));
        }
    }

    private ExitStatus reap() {
        ExitStatus status = status(Fd.waitFor(process, true));
        readError(new byte[8192]);
        Supervisor.closing(this, this::close);
        return status;
    }

    /** {@return the descriptors to be watched, the process first} */
    int[] descriptors() {
        return new int[] {process, channel, error};
    }

    /** {@return the same, while they are open} */
    synchronized int[] openDescriptors() {
        return closed ? new int[0] : descriptors();
    }

    /** What became readable is read until there is no more. Returns whether the child has ended. */
    boolean readable(int fd, byte[] buffer) {
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
        Fd.close(process);
        Fd.close(channel);
        Fd.close(error);
    }

    private synchronized void signal(int number) {
        if (!closed) {
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
