package io.furcula.forkserver;

import io.furcula.ProcessOptions;
import io.furcula.StartFailedException;
import io.furcula.forkengine.ChildSettings;
import io.furcula.forkengine.DescriptorChannel;
import io.furcula.forkengine.Fd;
import io.furcula.forkengine.children.Followed;
import io.furcula.forkengine.children.FrameReader;
import io.furcula.forkengine.children.LastWords;
import io.furcula.forkengine.children.Supervisor;
import io.furcula.internal.ErrorText;
import io.furcula.internal.codec.Codec;
import io.furcula.internal.wire.Frames;
import io.furcula.spi.JvmLauncher;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeoutException;

/**
 * A server, as its client sees it: a JVM that does what it gets through a socket, and ends with it.
 *
 * <p><b>Thread safety:</b> safe for any number of threads.
 */
final class Server implements Followed {

    private static final int SIGKILL = 9;
    /** A program that makes classes as it goes makes no end of them. */
    private static final int MOST_LOADED = 1000;

    private final long pid;
    private final int process;
    private final int control;
    private final int error;
    private final LastWords lastWords = new LastWords();
    private final Set<String> loaded = new HashSet<>();
    private boolean closed;

    private Server(long pid, int process, int control, int error) {
        this.pid = pid;
        this.process = process;
        this.control = control;
        this.error = error;
    }

    /**
     * Launches a server. It may be asked at once: it answers when it is up.
     *
     * @param options those that a JVM has from its start on
     * @throws StartFailedException if it cannot be executed; nothing is left behind
     */
    static Server launch(ProcessOptions options) {
        List<String> command = new ArrayList<>(
                JvmLauncher.command(options, JvmLauncher.archiveOptions(), ServerMain.class));
        if (!options.equals(ProcessOptions.INHERITED)) {
            command.add(ServerMain.ENDS_WHEN_IDLE);
        }
        return Supervisor.withDescriptors(others -> execute(command));
    }

    private static Server execute(List<String> command) {
        int[] control = {-1, -1};
        int[] error = {-1, -1};
        try {
            Fd.checked(Fd.pair(true, control), "socketpair");
            Fd.checked(Fd.pair(false, error), "pipe");
            Fd.nonBlocking(error[0]);
            int pid = Fd.checked(
                    Fd.execute(terminated(command), environment(), control[1], error[1]),
                    "posix_spawn(\"" + command.get(0) + "\")");
            Server server = new Server(pid, Fd.pidfd(pid), control[0], error[0]);
            Supervisor.of(true).add(server);
            return server;
        } catch (IOException e) {
            Fd.close(control[0]);
            Fd.close(error[0]);
            throw new StartFailedException(
                    ErrorText.of("FUR-101", "A server (forkserver) cannot be started: " + e + ".")
                            .toString(),
                    e);
        } finally {
            Fd.close(control[1]);
            Fd.close(error[1]);
        }
    }

    private static byte[][] terminated(List<String> texts) {
        return texts.stream().map(ChildSettings::terminated).toArray(byte[][]::new);
    }

    /** The options that are in one variable are on our own command line, and so on the server's already. */
    private static byte[][] environment() {
        return terminated(System.getenv().entrySet().stream()
                .filter(variable -> !variable.getKey().equals("JDK_JAVA_OPTIONS"))
                .map(variable -> variable.getKey() + "=" + variable.getValue())
                .toList());
    }

    /** Sends a request. If the server is dead, nobody has the descriptors. */
    synchronized void send(byte kind, int[] descriptors) {
        if (!closed && Fd.send(control, kind, descriptors) < 0) {
            signal(SIGKILL); // it closed its socket: whatever it does, it serves no more
        }
    }

    /** Has it preload something, and does not wait for it. */
    Preloaded preload(byte[] preload) {
        return new Preloaded(ask(Requests.PRELOAD, preload));
    }

    /** Has it load a class for the children to come, unless it did so for an earlier one. */
    synchronized void load(String className) {
        if (!className.isEmpty() && loaded.size() < MOST_LOADED && loaded.add(className)) {
            Fd.close(ask(Requests.LOAD, className.getBytes(StandardCharsets.UTF_8)));
        }
    }

    /** {@return where it answers} */
    private int ask(byte kind, byte[] content) {
        int[] channel = {-1, -1};
        try {
            Fd.checked(Fd.pair(true, channel), "socketpair");
            send(kind, new int[] {channel[1]});
            Frames.write(new DescriptorChannel(channel[0]), Frames.OPTIONS, content);
            Fd.nonBlocking(channel[0]);
        } catch (IOException e) {
            // It dies: the end of the channel says so.
        } finally {
            Fd.close(channel[1]);
        }
        return channel[0];
    }

    /** Something that is being preloaded. */
    final class Preloaded implements AutoCloseable {
        private final int channel;

        private Preloaded(int channel) {
            this.channel = channel;
        }

        PreloadReport await(Duration timeout) throws InterruptedException, TimeoutException {
            try {
                FrameReader frames =
                        new FrameReader(channel, System.nanoTime() + timeout.toNanos());
                Frames.Frame frame = frames.next();
                if (frame.type() == Frames.REFUSED) {
                    throw new StartFailedException(
                            new String(frame.content(), StandardCharsets.UTF_8));
                }
                return (PreloadReport) Objects.requireNonNull(Codec.fromBytes(frame.content()));
            } catch (IOException e) {
                throw new StartFailedException(addLastWordsTo(ErrorText.of(
                        "FUR-114",
                        "A server (forkserver), pid " + pid + ", has died while it preloaded.")));
            }
        }

        @Override
        public void close() {
            Fd.close(channel);
        }
    }

    synchronized boolean isAlive() {
        return !closed;
    }

    long pid() {
        return pid;
    }

    /** Sends it a signal. */
    synchronized void signal(int number) {
        if (!closed) {
            Fd.kill(process, number);
        }
    }

    String addLastWordsTo(ErrorText text) {
        return lastWords.addTo(text);
    }

    /** Asks it to end, which it does at once: children that run are not its own. */
    void end() {
        signal(SIGKILL);
    }

    @Override
    public int[] descriptors() {
        return new int[] {process, error};
    }

    /** A copy of this process that had the socket would keep the server alive. */
    @Override
    public synchronized int[] openDescriptors() {
        return closed ? new int[0] : new int[] {process, error, control};
    }

    @Override
    public boolean readable(int fd, byte[] buffer) {
        for (int n = Fd.read(error, buffer); n > 0; n = Fd.read(error, buffer)) {
            lastWords.add(buffer, n);
        }
        if (fd != process || Fd.waitFor(process, false) < 0) {
            return false;
        }
        Supervisor.closing(this, this::close);
        return true;
    }

    /** {@return whether it has ended, by a deadline of System.nanoTime} */
    synchronized boolean awaitEnd(long deadlineNanos) throws InterruptedException {
        while (!closed) {
            long leftMs = (deadlineNanos - System.nanoTime()) / 1_000_000;
            if (leftMs <= 0) {
                return false;
            }
            wait(leftMs);
        }
        return true;
    }

    private synchronized void close() {
        closed = true;
        notifyAll();
        Fd.close(process);
        Fd.close(error);
        Fd.close(control);
    }
}
