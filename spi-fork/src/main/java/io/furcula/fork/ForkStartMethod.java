package io.furcula.fork;

import io.furcula.ProcessOptions;
import io.furcula.StartFailedException;
import io.furcula.forkengine.ForkEngine;
import io.furcula.forkengine.children.ForkedChild;
import io.furcula.forkengine.children.PlatformThread;
import io.furcula.internal.ErrorText;
import io.furcula.spi.Availability;
import io.furcula.spi.ChildHandle;
import io.furcula.spi.ChildRequest;
import io.furcula.spi.StartMethod;
import java.time.Duration;

/**
 * A child is a copy of this JVM: warm, with the whole heap, copy-on-write. Targets and arguments are not
 * serialised; any lambda will do. Linux on x86-64, HotSpot, any collector but ZGC.
 *
 * <p>Of the threads, the child has the one that started it, which runs the target, and idle workers of
 * pools. All others must come to rest first, within {@value ForkEngine#TIMEOUT_PROPERTY} milliseconds
 * (1000 by default), or the start throws {@link io.furcula.ForkUnsafeException}.
 *
 * <p>A copy cannot have other JVM options than its original: a heap limit and any JVM argument but {@code
 * -Dname=value} are refused.
 */
public final class ForkStartMethod implements StartMethod {

    /** Called by the service loader. */
    public ForkStartMethod() {}

    @Override
    public String id() {
        return "fork";
    }

    @Override
    public Availability availability() {
        Availability availability = ForkEngine.availability();
        if (availability.available()) {
            ChildSide.rehearse();
        }
        return availability;
    }

    @Override
    public boolean startsProcesses() {
        return true;
    }

    @Override
    public ChildHandle start(ChildRequest request, Duration helloTimeout)
            throws InterruptedException {
        refuseJvmOptions(request);
        if (Thread.interrupted()) {
            throw new InterruptedException("interrupted before the start of a child");
        }
        return PlatformThread.isNeeded()
                ? PlatformThread.call(() -> fork(request, helloTimeout))
                : fork(request, helloTimeout);
    }

    private static ForkedChild fork(ChildRequest request, Duration helloTimeout)
            throws InterruptedException {
        try {
            ForkedChild child = ForkedChild.start(
                    "fork",
                    request,
                    helloTimeout,
                    (descriptors, others) -> ForkEngine.fork(
                            descriptors.plan(others),
                            hooks -> ChildSide.run(request, descriptors.childChannel(), hooks)));
            child.follow(request.daemon());
            return child;
        } catch (ForkedChild.NotBornException e) {
            throw new AssertionError("this process has made it itself", e);
        }
    }

    private static void refuseJvmOptions(ChildRequest request) {
        ProcessOptions options = request.options();
        String refused = options.maxHeapBytes() > 0
                ? "maxHeap(" + options.maxHeapBytes() + ")"
                : options.jvmArguments().stream()
                        .filter(argument -> !argument.startsWith("-D"))
                        .map(argument -> "jvmArguments(\"" + argument + "\")")
                        .findFirst()
                        .orElse("");
        if (!refused.isEmpty()) {
            throw new StartFailedException(ErrorText.of(
                            "FUR-112",
                            "Child '" + request.name()
                                    + "' (fork) cannot have JVM options of its own: " + refused
                                    + ".")
                    .likely("it is a copy of this JVM, with this JVM's heap and options")
                    .remedy("Context.of(\"spawn\"), or start this JVM with the option")
                    .toString());
        }
    }
}
