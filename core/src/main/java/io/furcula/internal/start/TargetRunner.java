package io.furcula.internal.start;

import io.furcula.ExitStatus;
import io.furcula.internal.shared.WaitingProcess;
import io.furcula.spi.ChildExit;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** Runs a child's target in the calling thread. */
public final class TargetRunner {

    private static final int SIGTERM = 15;

    private TargetRunner() {}

    /** What is run. */
    @FunctionalInterface
    public interface Body {
        /**
         * Runs it.
         *
         * @throws Exception any failure
         */
        void run() throws Exception;
    }

    /**
     * Runs a target. What it throws is printed, behind the child's name.
     *
     * @param name the child's name
     * @param body the target
     * @param stopRequested whether an interrupt means that the child was asked to end
     * @return how it ended
     */
    public static ChildExit run(String name, Body body, BooleanSupplier stopRequested) {
        Self self = Self.current();
        @Nullable
        WaitingProcess outer = WaitingProcess.begins(name, self.identity(), self == Self.jvm());
        try {
            body.run();
            return new ChildExit(ExitStatus.SUCCESS, null, List.of());
        } catch (InterruptedException e) {
            if (stopRequested.getAsBoolean()) {
                return new ChildExit(ExitStatus.killedBy(SIGTERM), null, List.of());
            }
            return uncaught(name, e);
        } catch (Throwable e) { // whatever it is, it ends the child and is told
            return uncaught(name, e);
        } finally {
            WaitingProcess.ends(outer);
            System.out.flush();
            System.err.flush();
        }
    }

    private static ChildExit uncaught(String name, Throwable failure) {
        synchronized (System.err) {
            System.err.println("Process " + name + ":");
            failure.printStackTrace();
        }
        return new ChildExit(ExitStatus.UNCAUGHT_EXCEPTION, failure, List.of());
    }
}
