package io.furcula.fork;

import io.furcula.forkengine.ChildChannel;
import io.furcula.forkengine.ChildSettings;
import io.furcula.forkengine.children.Supervisor;
import io.furcula.spi.ChildExit;
import io.furcula.spi.ChildRequest;
import java.io.IOException;
import java.util.function.BooleanSupplier;

/** A child, as it sees itself: says hello, runs its target, says what that threw. */
final class ChildSide {

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
            ChildSettings.apply(request.options());
            ChildChannel.hello(channel);
            hooks.run();
        } catch (IOException | RuntimeException | Error e) {
            System.err.println("Process " + request.name() + ":");
            e.printStackTrace();
            return ChildChannel.failed(channel, e);
        }
        ChildExit exit = request.runHere(new Never());
        return exit.failure() == null
                ? exit.status().code()
                : ChildChannel.failed(channel, exit.failure());
    }

    /** In the parent: loads what children need, each of which would load it anew. */
    static void rehearse() {
        new Never().getAsBoolean();
        ChildChannel.rehearse();
        Supervisor.withDescriptors(descriptors -> descriptors.length);
    }

    /** A signal stops a child, and no request. No lambda: each child would have to link it anew. */
    private static final class Never implements BooleanSupplier {
        @Override
        public boolean getAsBoolean() {
            return false;
        }
    }
}
