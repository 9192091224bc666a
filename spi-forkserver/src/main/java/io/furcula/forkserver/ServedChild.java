package io.furcula.forkserver;

import io.furcula.Context;
import io.furcula.ProcessOptions;
import io.furcula.forkengine.ChildChannel;
import io.furcula.forkengine.ChildSettings;
import io.furcula.forkengine.DescriptorChannel;
import io.furcula.forkengine.Fd;
import io.furcula.forkengine.children.Supervisor;
import io.furcula.internal.boot.ReceivedTask;
import io.furcula.internal.boot.WarmUp;
import io.furcula.internal.codec.Codec;
import io.furcula.internal.wire.Frames;
import io.furcula.internal.wire.TaskFrame;
import io.furcula.spi.ChildExit;
import java.io.IOException;

/** A child that is a copy of a server, as it sees itself: says hello, is told what to do, and does it. */
final class ServedChild {

    private static final int NOBODY_LEFT = 1;
    private static final int WARM_UPS = 20;

    private ServedChild() {}

    /**
     * Does what the child is there for.
     *
     * @param channel the child's end
     * @param hooks those of what was preloaded
     * @return the exit code
     */
    static int run(int channel, Runnable hooks) {
        Supervisor.forked();
        Fd.ignoreTerminal(false);
        TaskFrame task;
        try {
            ChildChannel.hello(channel);
            DescriptorChannel parent = new DescriptorChannel(channel);
            ChildOptions options = ChildOptions.fromBytes(Frames.read(parent).content());
            task = TaskFrame.fromBytes(Frames.read(parent).content());
            try {
                ChildSettings.apply(options.toProcessOptions());
                hooks.run();
            } catch (IOException | RuntimeException | Error e) {
                System.err.println("Process-" + task.identity() + ":");
                e.printStackTrace();
                return ChildChannel.failed(channel, e);
            }
        } catch (IOException e) {
            return NOBODY_LEFT;
        }
        ChildExit exit = ReceivedTask.run(task);
        return exit.failure() == null
                ? exit.status().code()
                : ChildChannel.failed(channel, exit.failure());
    }

    /** In the server: does what a child does with a task, so that what it needs is loaded and linked. */
    static void warmUp() {
        byte[] options = ChildOptions.of(ProcessOptions.INHERITED).toBytes();
        byte[] body = Codec.toBytes(Context.of("forkserver").process(ServedChild::nothing), "task");
        byte[] task = new TaskFrame("0", "forkserver", 0, "MainProcess", null, body).toBytes();
        try {
            for (int i = 0; i < WARM_UPS; i++) {
                ChildSettings.apply(ChildOptions.fromBytes(options).toProcessOptions());
                ReceivedTask.run(TaskFrame.fromBytes(task));
            }
            WarmUp.here();
        } catch (Exception e) { // what does not work here will say so in the child that needs it
            System.getLogger("io.furcula.forkserver").log(System.Logger.Level.DEBUG, "warm-up", e);
        }
    }

    private static void nothing() {}

    /** In the server: loads what children need, each of which would load it anew. */
    static void rehearse() {
        ChildChannel.rehearse();
        Supervisor.withDescriptors(descriptors -> descriptors.length);
    }
}
