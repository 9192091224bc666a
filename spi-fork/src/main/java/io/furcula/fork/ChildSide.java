package io.furcula.fork;

import io.furcula.ProcessOptions;
import io.furcula.forkengine.ChildSettings;
import io.furcula.forkengine.Fd;
import io.furcula.internal.wire.FailureReport;
import io.furcula.internal.wire.Frames;
import io.furcula.spi.ChildExit;
import io.furcula.spi.ChildRequest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.util.function.BooleanSupplier;

/** A child, as it sees itself: says hello, runs its target, says what that threw. */
final class ChildSide {

    private static final byte[] HELLO = {1};
    private static final int FAILED = 1;
    private static final int NOWHERE = -1;

    private ChildSide() {}

    /**
     * Does what the child is there for.
     *
     * @param request what to run
     * @param channel the child's end
     * @param hooks the application's hooks
     * @return the exit code
     */
    static int run(ChildRequest request, int channel, Runnable hooks) {
        Supervisor.forked();
        try {
            settle(request.options());
            Fd.write(channel, HELLO, 0, HELLO.length);
            hooks.run();
        } catch (IOException | RuntimeException | Error e) {
            System.err.println("Process " + request.name() + ":");
            e.printStackTrace();
            return failed(channel, e);
        }
        ChildExit exit = request.runHere(new Never());
        return exit.failure() == null ? exit.status().code() : failed(channel, exit.failure());
    }

    /** In the parent: loads what children need, each of which would load it anew. */
    static void rehearse() {
        Supervisor.of(new Never().getAsBoolean());
        Fd.write(NOWHERE, HELLO, 0, HELLO.length);
        Supervisor.withDescriptors(descriptors -> descriptors.length);
    }

    private static int failed(int channel, Throwable failure) {
        try {
            Frames.write(new Channel(channel), Frames.FAILED, FailureReport.toBytes(failure));
        } catch (IOException e) {
            // The parent is gone: the guardian sees to it.
        }
        return FAILED;
    }

    private static void settle(ProcessOptions options) throws IOException {
        ChildSettings.environment(options.environment());
        if (options.directory() != null) {
            ChildSettings.directory(options.directory());
        }
        for (String argument : options.jvmArguments()) { // -Dname=value, -Dname
            String[] parts = argument.substring(2).split("=", 2);
            System.setProperty(parts[0], parts.length > 1 ? parts[1] : "");
        }
    }

    /** A signal stops a child, and no request. No lambda: each child would have to link it anew. */
    private static final class Never implements BooleanSupplier {
        @Override
        public boolean getAsBoolean() {
            return false;
        }
    }

    /** A descriptor to write to. */
    private record Channel(int fd) implements WritableByteChannel {

        @Override
        public int write(ByteBuffer source) throws IOException {
            byte[] bytes = new byte[source.remaining()];
            source.get(bytes);
            for (int at = 0; at < bytes.length; ) {
                at += Fd.checked(Fd.write(fd, bytes, at, bytes.length - at), "write");
            }
            return bytes.length;
        }

        @Override
        public boolean isOpen() {
            return true;
        }

        @Override
        public void close() {}
    }
}
