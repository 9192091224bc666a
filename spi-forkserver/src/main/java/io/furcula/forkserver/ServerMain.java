package io.furcula.forkserver;

import io.furcula.StartFailedException;
import io.furcula.forkengine.DescriptorChannel;
import io.furcula.forkengine.Fd;
import io.furcula.forkengine.ForkEngine;
import io.furcula.forkengine.ForkPlan;
import io.furcula.forkengine.Forked;
import io.furcula.internal.codec.Codec;
import io.furcula.internal.wire.Frames;
import io.furcula.spi.Availability;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The main class of a server: one thread, which does one request after the other, until there is nobody
 * left to make any.
 */
public final class ServerMain {

    /** Of the descriptors that come with START. */
    private static final int CHANNEL = 0;

    private static final int INPUT = 1;
    private static final int ERROR = 2;
    private static final int OUTPUT = 3;

    /** The argument of a server that ends by itself when nobody has asked for anything for a while. */
    static final String ENDS_WHEN_IDLE = "ends-when-idle";

    private static final int IDLE_MS = 5000;
    private static final int FOR_EVER = -1;

    private ServerMain() {}

    /**
     * Serves.
     *
     * @param arguments none, or {@link #ENDS_WHEN_IDLE}
     */
    public static void main(String[] arguments) {
        String reason = Fd.unavailable();
        if (reason != null) {
            throw new IllegalStateException(
                    reason); // the client's own library is the same, and is there
        }
        Fd.ignoreTerminal(true);
        Availability availability = prepare();
        int idleMs = List.of(arguments).contains(ENDS_WHEN_IDLE) ? IDLE_MS : FOR_EVER;
        serve(availability.available() ? null : availability.reason(), idleMs);
        System.exit(0);
    }

    /** {@return whether this process can be copied} Loads what it needs for that. */
    static Availability prepare() {
        Availability availability = ForkEngine.untried();
        if (availability.available()) {
            ServedChild.rehearse();
        }
        return availability;
    }

    private static void serve(@Nullable String whyNot, int idleMs) {
        int[] descriptors = new int[4];
        boolean warm = false;
        while (Fd.poll(Requests.CONTROL, idleMs) != 0 || idleMs == FOR_EVER) {
            int kind = Fd.receive(Requests.CONTROL, descriptors);
            if (kind <= 0) {
                return; // nobody is left who could ask
            }
            try {
                DescriptorChannel client = new DescriptorChannel(descriptors[CHANNEL]);
                if (whyNot != null) {
                    refuse(client, "A server's JVM cannot be copied: " + whyNot + ".   [FUR-107]");
                } else if (kind == Requests.START) {
                    start(descriptors, client);
                } else if (kind == Requests.PRELOAD) {
                    preload(client);
                } else if (kind == Requests.LOAD) {
                    Preloading.link(
                            new String(Frames.read(client).content(), StandardCharsets.UTF_8));
                }
            } catch (IOException e) {
                // Whoever asked is gone.
            } finally {
                for (int fd : descriptors) {
                    if (fd >= 0) {
                        Fd.close(fd);
                    }
                }
            }
            if (!warm && whyNot == null && Fd.poll(Requests.CONTROL, 0) == 0) {
                warm = true; // whoever was first did not wait for it; the next ones gain by it
                ServedChild.warmUp();
            }
        }
    }

    private static void start(int[] descriptors, DescriptorChannel client) throws IOException {
        int channel = descriptors[CHANNEL];
        int[] closed = {
            Requests.CONTROL, descriptors[INPUT], descriptors[ERROR], descriptors[OUTPUT]
        };
        try {
            Forked forked = ForkEngine.fork(
                    new ForkPlan(
                            channel,
                            descriptors[INPUT],
                            descriptors[OUTPUT],
                            descriptors[ERROR],
                            closed,
                            true),
                    hooks -> ServedChild.run(channel, hooks));
            Fd.close(forked.pidfd());
            byte[] pid = ByteBuffer.allocate(Long.BYTES).putLong(forked.pid()).array();
            Frames.write(client, Frames.BORN, pid);
        } catch (StartFailedException e) {
            if (ForkEngine.isEnding()) {
                return; // the end of the channel says so, and another server is asked
            }
            refuse(client, String.valueOf(e.getMessage()));
        }
    }

    private static void preload(DescriptorChannel client) throws IOException {
        byte[] content = Frames.read(client).content();
        PreloadReport report;
        try {
            report = Preloading.run((Preload) Objects.requireNonNull(Codec.fromBytes(content)));
        } catch (RuntimeException e) { // its classes are not on the server's class path
            report = new PreloadReport(0, Duration.ZERO, 0, List.of(e.toString()), List.of());
        }
        Frames.write(client, Frames.OPTIONS, Codec.toBytes(report, "report"));
    }

    private static void refuse(DescriptorChannel client, String why) throws IOException {
        Frames.write(client, Frames.REFUSED, why.getBytes(StandardCharsets.UTF_8));
    }
}
