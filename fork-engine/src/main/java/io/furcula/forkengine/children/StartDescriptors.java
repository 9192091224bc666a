package io.furcula.forkengine.children;

import io.furcula.forkengine.ChildSettings;
import io.furcula.forkengine.Fd;
import io.furcula.forkengine.ForkPlan;
import io.furcula.spi.ChildRequest;
import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.util.Arrays;

/**
 * The descriptors of one start: those of the child, and those that its parent keeps.
 *
 * <p><b>Thread safety:</b> confined to the thread that starts the child.
 */
public final class StartDescriptors implements AutoCloseable {

    private static final int O_WRONLY = 1;
    private static final int O_CREAT = 0x40;
    private static final int O_TRUNC = 0x200;
    private static final int O_APPEND = 0x400;
    private static final int NONE = -1;

    private final int[] channel = {NONE, NONE};
    private final int[] error = {NONE, NONE};
    private int input = NONE;
    private int output = NONE;
    private boolean parentSideIsKept;

    private StartDescriptors() {}

    static StartDescriptors open(ChildRequest request) throws IOException {
        StartDescriptors opened = new StartDescriptors();
        try {
            Fd.checked(Fd.pair(true, opened.channel), "socketpair");
            Fd.checked(Fd.pair(false, opened.error), "pipe");
            Fd.nonBlocking(opened.channel[0]);
            Fd.nonBlocking(opened.error[0]);
            opened.input = file("/dev/null", 0);
            opened.output = output(request.options().standardOutput());
            return opened;
        } catch (IOException e) {
            opened.close();
            throw e;
        }
    }

    private static int output(Redirect redirect) throws IOException {
        File file = redirect.file();
        if (file == null) {
            return NONE;
        }
        int how = redirect.type() == Redirect.Type.APPEND ? O_APPEND : O_TRUNC;
        return file(file.getPath(), O_WRONLY | O_CREAT | how);
    }

    private static int file(String path, int flags) throws IOException {
        return Fd.checked(
                Fd.open(ChildSettings.terminated(path), flags, 0666), "open(\"" + path + "\")");
    }

    /**
     * {@return what the child has}
     *
     * @param others the descriptors that the parent has of its other children
     */
    public ForkPlan plan(int[] others) {
        int[] closed = Arrays.copyOf(others, others.length + 2);
        closed[others.length] = channel[0];
        closed[others.length + 1] = error[0];
        return new ForkPlan(channel[1], input, output, error[1], closed, false);
    }

    /** {@return the child's end of the channel} */
    public int childChannel() {
        return channel[1];
    }

    /** {@return what the child is to have: channel, standard input, error, and output if it is its own} */
    public int[] childSide() {
        return output == NONE
                ? new int[] {channel[1], input, error[1]}
                : new int[] {channel[1], input, error[1], output};
    }

    int channel() {
        return channel[0];
    }

    int error() {
        return error[0];
    }

    /** From here on they are the child's handle's. */
    void keepParentSide() {
        parentSideIsKept = true;
    }

    @Override
    public void close() {
        close(channel[1], error[1], input, output);
        if (!parentSideIsKept) {
            close(channel[0], error[0]);
        }
    }

    private static void close(int... descriptors) {
        for (int fd : descriptors) {
            if (fd != NONE) {
                Fd.close(fd);
            }
        }
    }
}
