package io.furcula.internal.boot;

import io.furcula.Connection;
import io.furcula.ExitStatus;
import io.furcula.LongValue;
import io.furcula.Pipe;
import io.furcula.Process;
import io.furcula.ProcessOptions;
import io.furcula.Queue;
import io.furcula.Target;
import io.furcula.Value;
import io.furcula.internal.codec.Codec;
import io.furcula.internal.shared.OwnerWord;
import io.furcula.internal.start.Providers;
import io.furcula.internal.wire.TaskFrame;
import io.furcula.spi.ChildExit;
import io.furcula.spi.ChildRequest;
import io.furcula.sync.Lock;
import java.io.Serializable;
import java.lang.ProcessBuilder.Redirect;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;

/**
 * A child that does a little of everything that children do, and ends: so that a JVM which records
 * what it loads has met it.
 */
public final class WarmUp implements ChildRequest {

    /** A message as users have them: a codec that generates code for a class does so for the first time. */
    private record Sample(int number, String text) implements Serializable {
        private static final long serialVersionUID = 1;
    }

    private final ProcessOptions options =
            new ProcessOptions(List.of(), Map.of(), null, 0, Redirect.DISCARD);

    private WarmUp() {}

    /**
     * Runs such a child.
     *
     * @param command its command line
     * @param timeout the longest it may take
     * @return whether it ended well; no process is left behind in any case
     * @throws InterruptedException if interrupted while waiting
     */
    public static boolean run(List<String> command, Duration timeout) throws InterruptedException {
        JvmChild child = JvmChild.launch("warm-up", command, new WarmUp(), timeout);
        try {
            ChildExit exit = child.onExit().get(timeout.toNanos(), TimeUnit.NANOSECONDS);
            return exit.status().equals(ExitStatus.SUCCESS);
        } catch (TimeoutException e) {
            return false;
        } catch (java.util.concurrent.ExecutionException e) {
            throw new AssertionError("onExit never fails", e);
        } finally {
            child.kill();
        }
    }

    /**
     * Does the same in this process, which is going to be copied.
     *
     * @throws Exception if something does not work here
     */
    public static void here() throws Exception {
        target().run();
    }

    @SuppressWarnings("serial") // the lambda calls a private method: nobody else can send it
    private static Target target() {
        LongValue value = Value.ofLong(0);
        Lock lock = Lock.create();
        return () -> exercise(value, lock);
    }

    @SuppressWarnings("serial") // as above
    private static Target training() {
        LongValue value = Value.ofLong(0);
        Lock lock = Lock.create();
        return () -> {
            exercise(value, lock);
            Providers.train();
        };
    }

    private static void exercise(LongValue value, Lock lock) throws Exception {
        value.add(1);
        try (Lock.Held held = lock.hold();
                Queue<Object> queue = Queue.create();
                Pipe pipe = Pipe.duplex()) {
            queue.put("text");
            queue.put(List.of(1, 2L, 3.0));
            queue.take();
            queue.put(new Sample(1, "text"));
            queue.take();
            queue.poll(1, TimeUnit.MILLISECONDS);
            Connection end = pipe.parent();
            end.send(new byte[1]);
            pipe.child().receive();
        }
        Process.current().name();
    }

    @Override
    public String name() {
        return "warm-up";
    }

    @Override
    public boolean daemon() {
        return true;
    }

    @Override
    public ProcessOptions options() {
        return options;
    }

    @Override
    public String targetClass() {
        return WarmUp.class.getName();
    }

    @Override
    public byte[] task() {
        byte[] body = Codec.toBytes(training(), "warm-up");
        return new TaskFrame("0", "spawn", OwnerWord.self(), "MainProcess", null, body).toBytes();
    }

    @Override
    public ChildExit runHere(BooleanSupplier stopRequested) {
        throw new UnsupportedOperationException("a warm-up is of a fresh JVM");
    }
}
