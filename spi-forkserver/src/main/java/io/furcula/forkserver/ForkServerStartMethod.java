package io.furcula.forkserver;

import io.furcula.StartFailedException;
import io.furcula.forkengine.ForkEngine;
import io.furcula.forkengine.Forked;
import io.furcula.forkengine.children.ForkedChild;
import io.furcula.forkengine.children.PlatformThread;
import io.furcula.forkengine.children.StartDescriptors;
import io.furcula.internal.ErrorText;
import io.furcula.internal.wire.Frames;
import io.furcula.spi.Availability;
import io.furcula.spi.ChildHandle;
import io.furcula.spi.ChildRequest;
import io.furcula.spi.StartMethod;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A child is a copy of a small JVM, which is started once, with the same {@code java}, class path and
 * options as this one, and which has no threads of the application: nothing of this JVM has to come to rest
 * for a start. Targets and arguments are serialised. Linux on x86-64, HotSpot, any collector but ZGC.
 *
 * <p>Children with a heap limit or JVM arguments of their own are copies of a server of their own, which
 * stays for the next ones with the same, and ends when there have been none for five seconds.
 */
public final class ForkServerStartMethod implements StartMethod {

    private static final int ATTEMPTS = 2;

    /** Called by the service loader. */
    public ForkServerStartMethod() {}

    @Override
    public String id() {
        return "forkserver";
    }

    @Override
    public Availability availability() {
        String reason = ForkEngine.reasonAgainstCopies();
        return reason == null
                ? Availability.yes("a JVM like this one can be copied")
                : Availability.no(reason);
    }

    @Override
    public boolean startsProcesses() {
        return true;
    }

    @Override
    public ChildHandle start(ChildRequest request, Duration helloTimeout)
            throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException("interrupted before the start of a child");
        }
        byte[] task = request.task();
        return PlatformThread.isNeeded()
                ? PlatformThread.call(() -> start(request, task, helloTimeout))
                : start(request, task, helloTimeout);
    }

    @Override
    public void train() {
        if (ServerMain.prepare().available()) {
            ServedChild.warmUp();
        }
    }

    /** A server that dies before it has made the child has done nothing, so another one may do it. */
    private static ForkedChild start(ChildRequest request, byte[] task, Duration helloTimeout)
            throws InterruptedException {
        for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
            Server server = Servers.get(request.options());
            try {
                server.load(request.targetClass());
                ForkedChild child =
                        ForkedChild.start("forkserver", request, helloTimeout, new Asked(server));
                child.say(
                        Frames.OPTIONS, ChildOptions.of(request.options()).toBytes(), helloTimeout);
                child.say(Frames.TASK, task, helloTimeout);
                child.follow(request.daemon());
                return child;
            } catch (ForkedChild.NotBornException e) {
                Servers.forget(server);
                if (attempt == ATTEMPTS) {
                    throw new StartFailedException(server.addLastWordsTo(ErrorText.of(
                                    "FUR-114",
                                    "Child '" + request.name()
                                            + "' (forkserver) was not started: its"
                                            + " server, pid " + server.pid() + ", has died.")
                            .likely("it was killed, or cannot start with this JVM's options")
                            .remedy("try again: the next start makes a new server")));
                }
            }
        }
        throw new AssertionError("the last attempt returns or throws");
    }

    /** A birth that a server is asked for. */
    private record Asked(Server server) implements ForkedChild.Birth {

        @Override
        public @Nullable Forked make(StartDescriptors descriptors, int[] others) {
            server.send(Requests.START, descriptors.childSide());
            return null;
        }

        @Override
        public boolean isMakerDead() {
            return !server.isAlive();
        }
    }
}
