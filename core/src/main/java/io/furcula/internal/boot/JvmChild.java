package io.furcula.internal.boot;

import io.furcula.ExitStatus;
import io.furcula.StartFailedException;
import io.furcula.internal.ErrorText;
import io.furcula.internal.wire.FailureReport;
import io.furcula.internal.wire.Frames;
import io.furcula.spi.ChildExit;
import io.furcula.spi.ChildHandle;
import io.furcula.spi.ChildRequest;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A child that is a fresh JVM: its process, its channel, and two threads that follow them.
 *
 * <p><b>Thread safety:</b> safe for any number of threads.
 */
/*
 * What ends a start, and what it leaves behind:
 *
 *   command cannot be executed     nothing
 *   child dies before its hello    its last words are in the error; reaped
 *   child stays silent             killed and reaped
 *   interrupt                      killed and reaped
 *   parent killed                  the child finds no listener, or the end of its channel: it exits
 *
 * Two threads for a child: one copies its standard error to ours and remembers the last lines; the
 * other one reads the channel to its end and then waits for the process. The latter is a daemon if the
 * child is, and so keeps this JVM alive as long as a child that is none.
 */
public final class JvmChild implements ChildHandle {

    private static final int SIGNAL_BASE = 128;
    private static final int LAST_SIGNAL = 64;
    private static final int SIGKILL = 9;

    private final java.lang.Process process;
    private final ErrorOutput errorOutput;
    private final CompletableFuture<ChildExit> exit = new CompletableFuture<>();
    private volatile boolean killRequested;

    private JvmChild(java.lang.Process process, ErrorOutput errorOutput) {
        this.process = process;
        this.errorOutput = errorOutput;
    }

    /**
     * Launches a child; see {@link io.furcula.spi.JvmLauncher#launch}.
     *
     * @param method the start method's name
     * @param command the command line
     * @param request what to run
     * @param helloTimeout the longest wait for the child's hello
     * @return a live child
     * @throws InterruptedException if interrupted while waiting; no process is left behind
     */
    public static JvmChild launch(
            String method, List<String> command, ChildRequest request, Duration helloTimeout)
            throws InterruptedException {
        byte[] task = request.task();
        String who = "Child '" + request.name() + "' (" + method + ")";
        try (HelloListener listener = HelloListener.open()) {
            java.lang.Process process = execute(who, command, request);
            JvmChild child = new JvmChild(
                    process, ErrorOutput.follow(request.name(), process.getErrorStream()));
            SocketChannel channel = null;
            try {
                channel = listener.await(process, helloTimeout);
                Frames.write(channel, Frames.TASK, task);
                child.follow(channel, request);
                return child;
            } catch (IOException e) {
                close(channel);
                throw child.failed(who, e);
            } catch (HelloListener.SilentException e) {
                throw child.silent(who, helloTimeout);
            } catch (InterruptedException | RuntimeException e) {
                close(channel);
                child.reap();
                throw e;
            }
        } catch (IOException e) {
            throw new StartFailedException(
                    ErrorText.of("FUR-101", who + " cannot be started: " + e + ".")
                            .toString(),
                    e);
        }
    }

    private static java.lang.Process execute(
            String who, List<String> command, ChildRequest request) {
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.redirectInput(Redirect.PIPE)
                .redirectOutput(request.options().standardOutput())
                .redirectError(Redirect.PIPE);
        // The options in it are on our own command line, and so on the child's already.
        builder.environment().remove("JDK_JAVA_OPTIONS");
        builder.environment().putAll(request.options().environment());
        if (request.options().directory() != null) {
            builder.directory(request.options().directory().toFile());
        }
        try {
            return builder.start();
        } catch (IOException e) {
            throw new StartFailedException(
                    ErrorText.of("FUR-101", who + " cannot be started: " + e.getMessage() + ".")
                            .detail("command", String.join(" ", command))
                            .toString(),
                    e);
        }
    }

    private StartFailedException failed(String who, IOException cause) throws InterruptedException {
        boolean diedByItself = process.waitFor(2, TimeUnit.SECONDS);
        reap();
        if (!diedByItself) {
            return new StartFailedException(
                    ErrorText.of(
                                    "FUR-104",
                                    who + " did not say what was expected: " + cause.getMessage()
                                            + ".")
                            .likely("another version of Furcula is on the child's class path")
                            .toString(),
                    cause);
        }
        ExitStatus status = status(process.exitValue(), null);
        ErrorText text = ErrorText.of(
                "FUR-102",
                who + ", pid " + process.pid() + ", died before it had its task: " + status + ".");
        if (status.signal().filter("SIGKILL"::equals).isPresent()) {
            text.likely("killed by the kernel because memory ran out, or by someone");
        } else {
            text.likely("a JVM option that it does not take, or a class path without furcula-core");
        }
        return new StartFailedException(withLastOutput(text), cause);
    }

    private StartFailedException silent(String who, Duration helloTimeout) {
        reap();
        ErrorText text = ErrorText.of(
                        "FUR-103",
                        who
                                + ", pid "
                                + process.pid()
                                + ", did not say hello within "
                                + helloTimeout.toMillis()
                                + " ms, and was killed.")
                .likely("the machine is overloaded, or a wrapper command does not run the JVM")
                .remedy("-Dfurcula.hello.timeout=SECONDS");
        return new StartFailedException(withLastOutput(text));
    }

    private String withLastOutput(ErrorText text) {
        List<String> lines = errorOutput.lastLines();
        if (!lines.isEmpty()) {
            text.detail("stderr", "(last lines)\n" + String.join("\n", lines));
        }
        return text.toString();
    }

    /** Kills what still runs and waits for its end, so that no process is left. */
    private void reap() {
        process.toHandle().destroyForcibly();
        boolean interrupted = false;
        while (true) {
            try {
                process.waitFor();
                errorOutput.awaitEnd();
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void follow(SocketChannel channel, ChildRequest request) {
        Thread thread = new Thread(() -> awaitExit(channel), "furcula child " + request.name());
        thread.setDaemon(request.daemon());
        thread.start();
    }

    private void awaitExit(SocketChannel channel) {
        Throwable failure = null;
        Integer ending = null;
        try {
            while (true) {
                Frames.Frame frame = Frames.read(channel);
                if (frame.type() == Frames.FAILED) {
                    failure = FailureReport.fromBytes(frame.content());
                } else if (frame.type() == Frames.ENDING) {
                    ending = ByteBuffer.wrap(frame.content()).getInt();
                }
            }
        } catch (IOException e) {
            // The end of the channel: the child has ended, or is just about to.
        }
        while (true) {
            try {
                int code = process.waitFor();
                errorOutput.awaitEnd();
                close(channel); // not before: it is how the child knows that we live
                exit.complete(
                        new ChildExit(status(code, ending), failure, errorOutput.lastLines()));
                return;
            } catch (InterruptedException e) {
                // Nothing but the child's end ends this thread.
            }
        }
    }

    /*
     * The JDK shows a process that a signal ended by its code alone, 128 plus the number, as a shell
     * does. A child that said it was ending tells the two apart, unless it was killed while it did; one
     * that did not say so was killed, or called halt(), which for 129 to 192 looks the same.
     */
    private ExitStatus status(int code, @Nullable Integer ending) {
        int signal =
                code > SIGNAL_BASE && code <= SIGNAL_BASE + LAST_SIGNAL ? code - SIGNAL_BASE : 0;
        boolean killed = ending == null || ending > 0 || (killRequested && signal == SIGKILL);
        return signal > 0 && killed ? ExitStatus.killedBy(signal) : new ExitStatus(code, 0);
    }

    private static void close(@Nullable SocketChannel channel) {
        try {
            if (channel != null) {
                channel.close();
            }
        } catch (IOException e) {
            // Nothing was left to send.
        }
    }

    @Override
    public long pid() {
        return process.pid();
    }

    @Override
    public CompletableFuture<ChildExit> onExit() {
        return exit;
    }

    @Override
    public void terminate() {
        process.toHandle().destroy(); // Process.destroy would close our end of its standard error
    }

    @Override
    public void kill() {
        killRequested = true;
        process.toHandle().destroyForcibly(); // as above: its last words are to arrive
    }
}
