package io.furcula.forkengine;

import io.furcula.internal.wire.FailureReport;
import io.furcula.internal.wire.Frames;
import java.io.IOException;
import java.nio.ByteBuffer;

/** What a child that is a copy says to its parent. */
public final class ChildChannel {

    /** The exit code of a child whose target threw. */
    private static final int FAILED = 1;

    private static final int NOWHERE = -1;

    private ChildChannel() {}

    /** In the parent: loads what children need, each of which would load it anew. */
    public static void rehearse() {
        try {
            hello(NOWHERE);
        } catch (IOException e) {
            // Nobody was meant to hear it.
        }
    }

    /**
     * Says that this child runs.
     *
     * @param channel the child's end
     * @throws IOException if the parent is gone
     */
    public static void hello(int channel) throws IOException {
        byte[] pid = ByteBuffer.allocate(Long.BYTES).putLong(Shim.getpid0()).array();
        Frames.write(new DescriptorChannel(channel), Frames.HELLO, pid);
    }

    /**
     * Says what the target threw.
     *
     * @param channel the child's end
     * @param failure what it threw
     * @return the exit code
     */
    public static int failed(int channel, Throwable failure) {
        try {
            Frames.write(
                    new DescriptorChannel(channel), Frames.FAILED, FailureReport.toBytes(failure));
        } catch (IOException e) {
            // The parent is gone: the guardian sees to it.
        }
        return FAILED;
    }
}
